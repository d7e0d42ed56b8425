import { r as __require, t as __commonJSMin } from "./rolldown-runtime.js";
import { i as shorten, r as plainText } from "./text.js";
import { n as problemsError, o as VERDICTS, t as VmtestError } from "./errors.js";
import { a as run$1, t as TOOL_ENV } from "./spawn.js";
import { o as findProgram } from "./job.js";
import { n as parseDuration } from "./times.js";
import { a as writeWhole, n as makeFolder, r as sha256, t as isErrno } from "./files.js";
import { c as JUNIT_FILE, f as RUN_RESULT_FILE } from "./files2.js";
import { n as parseSize } from "./sizes.js";
import { n as parseCondition, t as meets } from "./filter.js";
import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { access, constants as constants$1, readFile, realpath, stat } from "node:fs/promises";
// src/base/own.ts
/** What a table has under a word that somebody wrote; undefined where it has none of its own: `constructor` is in every object. */
function own$1(table, word) {
	return Object.hasOwn(table, word) ? table[word] : void 0;
}
// node_modules/yaml/dist/nodes/identity.js
var require_identity = /* @__PURE__ */ __commonJSMin(((exports) => {
	const ALIAS = Symbol.for("yaml.alias");
	const DOC = Symbol.for("yaml.document");
	const MAP = Symbol.for("yaml.map");
	const PAIR = Symbol.for("yaml.pair");
	const SCALAR = Symbol.for("yaml.scalar");
	const SEQ = Symbol.for("yaml.seq");
	const NODE_TYPE = Symbol.for("yaml.node.type");
	const isAlias = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === ALIAS;
	const isDocument = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === DOC;
	const isMap = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === MAP;
	const isPair = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === PAIR;
	const isScalar = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === SCALAR;
	const isSeq = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === SEQ;
	function isCollection(node) {
		if (node && typeof node === "object") switch (node[NODE_TYPE]) {
			case MAP:
			case SEQ: return true;
		}
		return false;
	}
	function isNode(node) {
		if (node && typeof node === "object") switch (node[NODE_TYPE]) {
			case ALIAS:
			case MAP:
			case SCALAR:
			case SEQ: return true;
		}
		return false;
	}
	const hasAnchor = (node) => (isScalar(node) || isCollection(node)) && !!node.anchor;
	exports.ALIAS = ALIAS;
	exports.DOC = DOC;
	exports.MAP = MAP;
	exports.NODE_TYPE = NODE_TYPE;
	exports.PAIR = PAIR;
	exports.SCALAR = SCALAR;
	exports.SEQ = SEQ;
	exports.hasAnchor = hasAnchor;
	exports.isAlias = isAlias;
	exports.isCollection = isCollection;
	exports.isDocument = isDocument;
	exports.isMap = isMap;
	exports.isNode = isNode;
	exports.isPair = isPair;
	exports.isScalar = isScalar;
	exports.isSeq = isSeq;
}));
// node_modules/yaml/dist/visit.js
var require_visit = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	const BREAK = Symbol("break visit");
	const SKIP = Symbol("skip children");
	const REMOVE = Symbol("remove node");
	/**
	* Apply a visitor to an AST node or document.
	*
	* Walks through the tree (depth-first) starting from `node`, calling a
	* `visitor` function with three arguments:
	*   - `key`: For sequence values and map `Pair`, the node's index in the
	*     collection. Within a `Pair`, `'key'` or `'value'`, correspondingly.
	*     `null` for the root node.
	*   - `node`: The current node.
	*   - `path`: The ancestry of the current node.
	*
	* The return value of the visitor may be used to control the traversal:
	*   - `undefined` (default): Do nothing and continue
	*   - `visit.SKIP`: Do not visit the children of this node, continue with next
	*     sibling
	*   - `visit.BREAK`: Terminate traversal completely
	*   - `visit.REMOVE`: Remove the current node, then continue with the next one
	*   - `Node`: Replace the current node, then continue by visiting it
	*   - `number`: While iterating the items of a sequence or map, set the index
	*     of the next step. This is useful especially if the index of the current
	*     node has changed.
	*
	* If `visitor` is a single function, it will be called with all values
	* encountered in the tree, including e.g. `null` values. Alternatively,
	* separate visitor functions may be defined for each `Map`, `Pair`, `Seq`,
	* `Alias` and `Scalar` node. To define the same visitor function for more than
	* one node type, use the `Collection` (map and seq), `Value` (map, seq & scalar)
	* and `Node` (alias, map, seq & scalar) targets. Of all these, only the most
	* specific defined one will be used for each node.
	*/
	function visit(node, visitor) {
		const visitor_ = initVisitor(visitor);
		if (identity.isDocument(node)) {
			if (visit_(null, node.contents, visitor_, Object.freeze([node])) === REMOVE) node.contents = null;
		} else visit_(null, node, visitor_, Object.freeze([]));
	}
	/** Terminate visit traversal completely */
	visit.BREAK = BREAK;
	/** Do not visit the children of the current node */
	visit.SKIP = SKIP;
	/** Remove the current node */
	visit.REMOVE = REMOVE;
	function visit_(key, node, visitor, path) {
		const ctrl = callVisitor(key, node, visitor, path);
		if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
			replaceNode(key, path, ctrl);
			return visit_(key, ctrl, visitor, path);
		}
		if (typeof ctrl !== "symbol") {
			if (identity.isCollection(node)) {
				path = Object.freeze(path.concat(node));
				for (let i = 0; i < node.items.length; ++i) {
					const ci = visit_(i, node.items[i], visitor, path);
					if (typeof ci === "number") i = ci - 1;
					else if (ci === BREAK) return BREAK;
					else if (ci === REMOVE) {
						node.items.splice(i, 1);
						i -= 1;
					}
				}
			} else if (identity.isPair(node)) {
				path = Object.freeze(path.concat(node));
				const ck = visit_("key", node.key, visitor, path);
				if (ck === BREAK) return BREAK;
				else if (ck === REMOVE) node.key = null;
				const cv = visit_("value", node.value, visitor, path);
				if (cv === BREAK) return BREAK;
				else if (cv === REMOVE) node.value = null;
			}
		}
		return ctrl;
	}
	/**
	* Apply an async visitor to an AST node or document.
	*
	* Walks through the tree (depth-first) starting from `node`, calling a
	* `visitor` function with three arguments:
	*   - `key`: For sequence values and map `Pair`, the node's index in the
	*     collection. Within a `Pair`, `'key'` or `'value'`, correspondingly.
	*     `null` for the root node.
	*   - `node`: The current node.
	*   - `path`: The ancestry of the current node.
	*
	* The return value of the visitor may be used to control the traversal:
	*   - `Promise`: Must resolve to one of the following values
	*   - `undefined` (default): Do nothing and continue
	*   - `visit.SKIP`: Do not visit the children of this node, continue with next
	*     sibling
	*   - `visit.BREAK`: Terminate traversal completely
	*   - `visit.REMOVE`: Remove the current node, then continue with the next one
	*   - `Node`: Replace the current node, then continue by visiting it
	*   - `number`: While iterating the items of a sequence or map, set the index
	*     of the next step. This is useful especially if the index of the current
	*     node has changed.
	*
	* If `visitor` is a single function, it will be called with all values
	* encountered in the tree, including e.g. `null` values. Alternatively,
	* separate visitor functions may be defined for each `Map`, `Pair`, `Seq`,
	* `Alias` and `Scalar` node. To define the same visitor function for more than
	* one node type, use the `Collection` (map and seq), `Value` (map, seq & scalar)
	* and `Node` (alias, map, seq & scalar) targets. Of all these, only the most
	* specific defined one will be used for each node.
	*/
	async function visitAsync(node, visitor) {
		const visitor_ = initVisitor(visitor);
		if (identity.isDocument(node)) {
			if (await visitAsync_(null, node.contents, visitor_, Object.freeze([node])) === REMOVE) node.contents = null;
		} else await visitAsync_(null, node, visitor_, Object.freeze([]));
	}
	/** Terminate visit traversal completely */
	visitAsync.BREAK = BREAK;
	/** Do not visit the children of the current node */
	visitAsync.SKIP = SKIP;
	/** Remove the current node */
	visitAsync.REMOVE = REMOVE;
	async function visitAsync_(key, node, visitor, path) {
		const ctrl = await callVisitor(key, node, visitor, path);
		if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
			replaceNode(key, path, ctrl);
			return visitAsync_(key, ctrl, visitor, path);
		}
		if (typeof ctrl !== "symbol") {
			if (identity.isCollection(node)) {
				path = Object.freeze(path.concat(node));
				for (let i = 0; i < node.items.length; ++i) {
					const ci = await visitAsync_(i, node.items[i], visitor, path);
					if (typeof ci === "number") i = ci - 1;
					else if (ci === BREAK) return BREAK;
					else if (ci === REMOVE) {
						node.items.splice(i, 1);
						i -= 1;
					}
				}
			} else if (identity.isPair(node)) {
				path = Object.freeze(path.concat(node));
				const ck = await visitAsync_("key", node.key, visitor, path);
				if (ck === BREAK) return BREAK;
				else if (ck === REMOVE) node.key = null;
				const cv = await visitAsync_("value", node.value, visitor, path);
				if (cv === BREAK) return BREAK;
				else if (cv === REMOVE) node.value = null;
			}
		}
		return ctrl;
	}
	function initVisitor(visitor) {
		if (typeof visitor === "object" && (visitor.Collection || visitor.Node || visitor.Value)) return Object.assign({
			Alias: visitor.Node,
			Map: visitor.Node,
			Scalar: visitor.Node,
			Seq: visitor.Node
		}, visitor.Value && {
			Map: visitor.Value,
			Scalar: visitor.Value,
			Seq: visitor.Value
		}, visitor.Collection && {
			Map: visitor.Collection,
			Seq: visitor.Collection
		}, visitor);
		return visitor;
	}
	function callVisitor(key, node, visitor, path) {
		if (typeof visitor === "function") return visitor(key, node, path);
		if (identity.isMap(node)) return visitor.Map?.(key, node, path);
		if (identity.isSeq(node)) return visitor.Seq?.(key, node, path);
		if (identity.isPair(node)) return visitor.Pair?.(key, node, path);
		if (identity.isScalar(node)) return visitor.Scalar?.(key, node, path);
		if (identity.isAlias(node)) return visitor.Alias?.(key, node, path);
	}
	function replaceNode(key, path, node) {
		const parent = path[path.length - 1];
		if (identity.isCollection(parent)) parent.items[key] = node;
		else if (identity.isPair(parent)) {
			if (key === "key") parent.key = node;
			else parent.value = node;
		} else if (identity.isDocument(parent)) parent.contents = node;
		else {
			const pt = identity.isAlias(parent) ? "alias" : "scalar";
			throw new Error(`Cannot replace node with ${pt} parent`);
		}
	}
	exports.visit = visit;
	exports.visitAsync = visitAsync;
}));
// node_modules/yaml/dist/doc/directives.js
var require_directives = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var visit = require_visit();
	const escapeChars = {
		"!": "%21",
		",": "%2C",
		"[": "%5B",
		"]": "%5D",
		"{": "%7B",
		"}": "%7D"
	};
	const escapeTagName = (tn) => tn.replace(/[!,[\]{}]/g, (ch) => escapeChars[ch]);
	var Directives = class Directives {
		constructor(yaml, tags) {
			/**
			* The directives-end/doc-start marker `---`. If `null`, a marker may still be
			* included in the document's stringified representation.
			*/
			this.docStart = null;
			/** The doc-end marker `...`.  */
			this.docEnd = false;
			this.yaml = Object.assign({}, Directives.defaultYaml, yaml);
			this.tags = Object.assign({}, Directives.defaultTags, tags);
		}
		clone() {
			const copy = new Directives(this.yaml, this.tags);
			copy.docStart = this.docStart;
			return copy;
		}
		/**
		* During parsing, get a Directives instance for the current document and
		* update the stream state according to the current version's spec.
		*/
		atDocument() {
			const res = new Directives(this.yaml, this.tags);
			switch (this.yaml.version) {
				case "1.1":
					this.atNextDocument = true;
					break;
				case "1.2":
					this.atNextDocument = false;
					this.yaml = {
						explicit: Directives.defaultYaml.explicit,
						version: "1.2"
					};
					this.tags = Object.assign({}, Directives.defaultTags);
			}
			return res;
		}
		/**
		* @param onError - May be called even if the action was successful
		* @returns `true` on success
		*/
		add(line, onError) {
			if (this.atNextDocument) {
				this.yaml = {
					explicit: Directives.defaultYaml.explicit,
					version: "1.1"
				};
				this.tags = Object.assign({}, Directives.defaultTags);
				this.atNextDocument = false;
			}
			const parts = line.trim().split(/[ \t]+/);
			const name = parts.shift();
			switch (name) {
				case "%TAG": {
					if (parts.length !== 2) {
						onError(0, "%TAG directive should contain exactly two parts");
						if (parts.length < 2) return false;
					}
					const [handle, prefix] = parts;
					this.tags[handle] = prefix;
					return true;
				}
				case "%YAML": {
					this.yaml.explicit = true;
					if (parts.length !== 1) {
						onError(0, "%YAML directive should contain exactly one part");
						return false;
					}
					const [version] = parts;
					if (version === "1.1" || version === "1.2") {
						this.yaml.version = version;
						return true;
					} else {
						const isValid = /^\d+\.\d+$/.test(version);
						onError(6, `Unsupported YAML version ${version}`, isValid);
						return false;
					}
				}
				default:
					onError(0, `Unknown directive ${name}`, true);
					return false;
			}
		}
		/**
		* Resolves a tag, matching handles to those defined in %TAG directives.
		*
		* @returns Resolved tag, which may also be the non-specific tag `'!'` or a
		*   `'!local'` tag, or `null` if unresolvable.
		*/
		tagName(source, onError) {
			if (source === "!") return "!";
			if (source[0] !== "!") {
				onError(`Not a valid tag: ${source}`);
				return null;
			}
			if (source[1] === "<") {
				const verbatim = source.slice(2, -1);
				if (verbatim === "!" || verbatim === "!!") {
					onError(`Verbatim tags aren't resolved, so ${source} is invalid.`);
					return null;
				}
				if (source[source.length - 1] !== ">") onError("Verbatim tags must end with a >");
				return verbatim;
			}
			const [, handle, suffix] = source.match(/^(.*!)([^!]*)$/s);
			if (!suffix) onError(`The ${source} tag has no suffix`);
			const prefix = this.tags[handle];
			if (prefix) try {
				return prefix + decodeURIComponent(suffix);
			} catch (error) {
				onError(String(error));
				return null;
			}
			if (handle === "!") return source;
			onError(`Could not resolve tag: ${source}`);
			return null;
		}
		/**
		* Given a fully resolved tag, returns its printable string form,
		* taking into account current tag prefixes and defaults.
		*/
		tagString(tag) {
			for (const [handle, prefix] of Object.entries(this.tags)) if (tag.startsWith(prefix)) return handle + escapeTagName(tag.substring(prefix.length));
			return tag[0] === "!" ? tag : `!<${tag}>`;
		}
		toString(doc) {
			const lines = this.yaml.explicit ? [`%YAML ${this.yaml.version || "1.2"}`] : [];
			const tagEntries = Object.entries(this.tags);
			let tagNames;
			if (doc && tagEntries.length > 0 && identity.isNode(doc.contents)) {
				const tags = {};
				visit.visit(doc.contents, (_key, node) => {
					if (identity.isNode(node) && node.tag) tags[node.tag] = true;
				});
				tagNames = Object.keys(tags);
			} else tagNames = [];
			for (const [handle, prefix] of tagEntries) {
				if (handle === "!!" && prefix === "tag:yaml.org,2002:") continue;
				if (!doc || tagNames.some((tn) => tn.startsWith(prefix))) lines.push(`%TAG ${handle} ${prefix}`);
			}
			return lines.join("\n");
		}
	};
	Directives.defaultYaml = {
		explicit: false,
		version: "1.2"
	};
	Directives.defaultTags = { "!!": "tag:yaml.org,2002:" };
	exports.Directives = Directives;
}));
// node_modules/yaml/dist/doc/anchors.js
var require_anchors = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var visit = require_visit();
	/**
	* Verify that the input string is a valid anchor.
	*
	* Will throw on errors.
	*/
	function anchorIsValid(anchor) {
		if (/[\x00-\x19\s,[\]{}]/.test(anchor)) {
			const msg = `Anchor must not contain whitespace or control characters: ${JSON.stringify(anchor)}`;
			throw new Error(msg);
		}
		return true;
	}
	function anchorNames(root) {
		const anchors = /* @__PURE__ */ new Set();
		visit.visit(root, { Value(_key, node) {
			if (node.anchor) anchors.add(node.anchor);
		} });
		return anchors;
	}
	/** Find a new anchor name with the given `prefix` and a one-indexed suffix. */
	function findNewAnchor(prefix, exclude) {
		for (let i = 1;; ++i) {
			const name = `${prefix}${i}`;
			if (!exclude.has(name)) return name;
		}
	}
	function createNodeAnchors(doc, prefix) {
		const aliasObjects = [];
		const sourceObjects = /* @__PURE__ */ new Map();
		let prevAnchors = null;
		return {
			onAnchor: (source) => {
				aliasObjects.push(source);
				prevAnchors ?? (prevAnchors = anchorNames(doc));
				const anchor = findNewAnchor(prefix, prevAnchors);
				prevAnchors.add(anchor);
				return anchor;
			},
			/**
			* With circular references, the source node is only resolved after all
			* of its child nodes are. This is why anchors are set only after all of
			* the nodes have been created.
			*/
			setAnchors: () => {
				for (const source of aliasObjects) {
					const ref = sourceObjects.get(source);
					if (typeof ref === "object" && ref.anchor && (identity.isScalar(ref.node) || identity.isCollection(ref.node))) ref.node.anchor = ref.anchor;
					else {
						const error = /* @__PURE__ */ new Error("Failed to resolve repeated object (this should not happen)");
						error.source = source;
						throw error;
					}
				}
			},
			sourceObjects
		};
	}
	exports.anchorIsValid = anchorIsValid;
	exports.anchorNames = anchorNames;
	exports.createNodeAnchors = createNodeAnchors;
	exports.findNewAnchor = findNewAnchor;
}));
// node_modules/yaml/dist/doc/applyReviver.js
var require_applyReviver = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* Applies the JSON.parse reviver algorithm as defined in the ECMA-262 spec,
	* in section 24.5.1.1 "Runtime Semantics: InternalizeJSONProperty" of the
	* 2021 edition: https://tc39.es/ecma262/#sec-json.parse
	*
	* Includes extensions for handling Map and Set objects.
	*/
	function applyReviver(reviver, obj, key, val) {
		if (val && typeof val === "object") {
			if (Array.isArray(val)) for (let i = 0, len = val.length; i < len; ++i) {
				const v0 = val[i];
				const v1 = applyReviver(reviver, val, String(i), v0);
				if (v1 === void 0) delete val[i];
				else if (v1 !== v0) val[i] = v1;
			}
			else if (val instanceof Map) for (const k of Array.from(val.keys())) {
				const v0 = val.get(k);
				const v1 = applyReviver(reviver, val, k, v0);
				if (v1 === void 0) val.delete(k);
				else if (v1 !== v0) val.set(k, v1);
			}
			else if (val instanceof Set) for (const v0 of Array.from(val)) {
				const v1 = applyReviver(reviver, val, v0, v0);
				if (v1 === void 0) val.delete(v0);
				else if (v1 !== v0) {
					val.delete(v0);
					val.add(v1);
				}
			}
			else for (const [k, v0] of Object.entries(val)) {
				const v1 = applyReviver(reviver, val, k, v0);
				if (v1 === void 0) delete val[k];
				else if (v1 !== v0) val[k] = v1;
			}
		}
		return reviver.call(obj, key, val);
	}
	exports.applyReviver = applyReviver;
}));
// node_modules/yaml/dist/nodes/toJS.js
var require_toJS = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	/**
	* Recursively convert any node or its contents to native JavaScript
	*
	* @param value - The input value
	* @param arg - If `value` defines a `toJSON()` method, use this
	*   as its first argument
	* @param ctx - Conversion context, originally set in Document#toJS(). If
	*   `{ keep: true }` is not set, output should be suitable for JSON
	*   stringification.
	*/
	function toJS(value, arg, ctx) {
		if (Array.isArray(value)) return value.map((v, i) => toJS(v, String(i), ctx));
		if (value && typeof value.toJSON === "function") {
			if (!ctx || !identity.hasAnchor(value)) return value.toJSON(arg, ctx);
			const data = {
				aliasCount: 0,
				count: 1,
				res: void 0
			};
			ctx.anchors.set(value, data);
			ctx.onCreate = (res) => {
				data.res = res;
				delete ctx.onCreate;
			};
			const res = value.toJSON(arg, ctx);
			if (ctx.onCreate) ctx.onCreate(res);
			return res;
		}
		if (typeof value === "bigint" && !ctx?.keep) return Number(value);
		return value;
	}
	exports.toJS = toJS;
}));
// node_modules/yaml/dist/nodes/Node.js
var require_Node = /* @__PURE__ */ __commonJSMin(((exports) => {
	var applyReviver = require_applyReviver();
	var identity = require_identity();
	var toJS = require_toJS();
	var NodeBase = class {
		constructor(type) {
			Object.defineProperty(this, identity.NODE_TYPE, { value: type });
		}
		/** Create a copy of this node.  */
		clone() {
			const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
			if (this.range) copy.range = this.range.slice();
			return copy;
		}
		/** A plain JavaScript representation of this node. */
		toJS(doc, { mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
			if (!identity.isDocument(doc)) throw new TypeError("A document argument is required");
			const ctx = {
				anchors: /* @__PURE__ */ new Map(),
				doc,
				keep: true,
				mapAsMap: mapAsMap === true,
				mapKeyWarned: false,
				maxAliasCount: typeof maxAliasCount === "number" ? maxAliasCount : 100
			};
			const res = toJS.toJS(this, "", ctx);
			if (typeof onAnchor === "function") for (const { count, res } of ctx.anchors.values()) onAnchor(res, count);
			return typeof reviver === "function" ? applyReviver.applyReviver(reviver, { "": res }, "", res) : res;
		}
	};
	exports.NodeBase = NodeBase;
}));
// node_modules/yaml/dist/nodes/Alias.js
var require_Alias = /* @__PURE__ */ __commonJSMin(((exports) => {
	var anchors = require_anchors();
	var visit = require_visit();
	var identity = require_identity();
	var Node = require_Node();
	var toJS = require_toJS();
	var Alias = class extends Node.NodeBase {
		constructor(source) {
			super(identity.ALIAS);
			this.source = source;
			Object.defineProperty(this, "tag", { set() {
				throw new Error("Alias nodes cannot have tags");
			} });
		}
		/**
		* Resolve the value of this alias within `doc`, finding the last
		* instance of the `source` anchor before this node.
		*/
		resolve(doc, ctx) {
			if (ctx?.maxAliasCount === 0) throw new ReferenceError("Alias resolution is disabled");
			let nodes;
			if (ctx?.aliasResolveCache) nodes = ctx.aliasResolveCache;
			else {
				nodes = [];
				visit.visit(doc, { Node: (_key, node) => {
					if (identity.isAlias(node) || identity.hasAnchor(node)) nodes.push(node);
				} });
				if (ctx) ctx.aliasResolveCache = nodes;
			}
			let found = void 0;
			for (const node of nodes) {
				if (node === this) break;
				if (node.anchor === this.source) found = node;
			}
			if (found && ctx) {
				const { anchors, doc, maxAliasCount } = ctx;
				let data = anchors.get(found);
				if (!data) {
					toJS.toJS(found, null, ctx);
					data = anchors.get(found);
				}
				/* istanbul ignore if */
				if (data?.res === void 0) throw new ReferenceError("This should not happen: Alias anchor was not resolved?");
				if (maxAliasCount >= 0) {
					data.count += 1;
					if (data.aliasCount === 0) data.aliasCount = getAliasCount(doc, found, anchors);
					if (data.count * data.aliasCount > maxAliasCount) throw new ReferenceError("Excessive alias count indicates a resource exhaustion attack");
				}
			}
			return found;
		}
		toJSON(_arg, ctx) {
			if (!ctx) return { source: this.source };
			const source = this.resolve(ctx.doc, ctx);
			if (!source) {
				const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
				throw new ReferenceError(msg);
			}
			return ctx.anchors.get(source).res;
		}
		toString(ctx, _onComment, _onChompKeep) {
			const src = `*${this.source}`;
			if (ctx) {
				anchors.anchorIsValid(this.source);
				if (ctx.options.verifyAliasOrder && !ctx.anchors.has(this.source)) {
					const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
					throw new Error(msg);
				}
				if (ctx.implicitKey) return `${src} `;
			}
			return src;
		}
	};
	function getAliasCount(doc, node, anchors) {
		if (identity.isAlias(node)) {
			const source = node.resolve(doc);
			const anchor = anchors && source && anchors.get(source);
			return anchor ? anchor.count * anchor.aliasCount : 0;
		} else if (identity.isCollection(node)) {
			let count = 0;
			for (const item of node.items) {
				const c = getAliasCount(doc, item, anchors);
				if (c > count) count = c;
			}
			return count;
		} else if (identity.isPair(node)) {
			const kc = getAliasCount(doc, node.key, anchors);
			const vc = getAliasCount(doc, node.value, anchors);
			return Math.max(kc, vc);
		}
		return 1;
	}
	exports.Alias = Alias;
}));
// node_modules/yaml/dist/nodes/Scalar.js
var require_Scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Node = require_Node();
	var toJS = require_toJS();
	const isScalarValue = (value) => !value || typeof value !== "function" && typeof value !== "object";
	var Scalar = class extends Node.NodeBase {
		constructor(value) {
			super(identity.SCALAR);
			this.value = value;
		}
		toJSON(arg, ctx) {
			return ctx?.keep ? this.value : toJS.toJS(this.value, arg, ctx);
		}
		toString() {
			return String(this.value);
		}
	};
	Scalar.BLOCK_FOLDED = "BLOCK_FOLDED";
	Scalar.BLOCK_LITERAL = "BLOCK_LITERAL";
	Scalar.PLAIN = "PLAIN";
	Scalar.QUOTE_DOUBLE = "QUOTE_DOUBLE";
	Scalar.QUOTE_SINGLE = "QUOTE_SINGLE";
	exports.Scalar = Scalar;
	exports.isScalarValue = isScalarValue;
}));
// node_modules/yaml/dist/doc/createNode.js
var require_createNode = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Alias = require_Alias();
	var identity = require_identity();
	var Scalar = require_Scalar();
	const defaultTagPrefix = "tag:yaml.org,2002:";
	function findTagObject(value, tagName, tags) {
		if (tagName) {
			const match = tags.filter((t) => t.tag === tagName);
			const tagObj = match.find((t) => !t.format) ?? match[0];
			if (!tagObj) throw new Error(`Tag ${tagName} not found`);
			return tagObj;
		}
		return tags.find((t) => t.identify?.(value) && !t.format);
	}
	function createNode(value, tagName, ctx) {
		if (identity.isDocument(value)) value = value.contents;
		if (identity.isNode(value)) return value;
		if (identity.isPair(value)) {
			const map = ctx.schema[identity.MAP].createNode?.(ctx.schema, null, ctx);
			map.items.push(value);
			return map;
		}
		if (value instanceof String || value instanceof Number || value instanceof Boolean || typeof BigInt !== "undefined" && value instanceof BigInt) value = value.valueOf();
		const { aliasDuplicateObjects, onAnchor, onTagObj, schema, sourceObjects } = ctx;
		let ref = void 0;
		if (aliasDuplicateObjects && value && typeof value === "object") {
			ref = sourceObjects.get(value);
			if (ref) {
				ref.anchor ?? (ref.anchor = onAnchor(value));
				return new Alias.Alias(ref.anchor);
			} else {
				ref = {
					anchor: null,
					node: null
				};
				sourceObjects.set(value, ref);
			}
		}
		if (tagName?.startsWith("!!")) tagName = defaultTagPrefix + tagName.slice(2);
		let tagObj = findTagObject(value, tagName, schema.tags);
		if (!tagObj) {
			if (value && typeof value.toJSON === "function") value = value.toJSON();
			if (!value || typeof value !== "object") {
				const node = new Scalar.Scalar(value);
				if (ref) ref.node = node;
				return node;
			}
			tagObj = value instanceof Map ? schema[identity.MAP] : Symbol.iterator in Object(value) ? schema[identity.SEQ] : schema[identity.MAP];
		}
		if (onTagObj) {
			onTagObj(tagObj);
			delete ctx.onTagObj;
		}
		const node = tagObj?.createNode ? tagObj.createNode(ctx.schema, value, ctx) : typeof tagObj?.nodeClass?.from === "function" ? tagObj.nodeClass.from(ctx.schema, value, ctx) : new Scalar.Scalar(value);
		if (tagName) node.tag = tagName;
		else if (!tagObj.default) node.tag = tagObj.tag;
		if (ref) ref.node = node;
		return node;
	}
	exports.createNode = createNode;
}));
// node_modules/yaml/dist/nodes/Collection.js
var require_Collection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var createNode = require_createNode();
	var identity = require_identity();
	var Node = require_Node();
	function collectionFromPath(schema, path, value) {
		let v = value;
		for (let i = path.length - 1; i >= 0; --i) {
			const k = path[i];
			if (typeof k === "number" && Number.isInteger(k) && k >= 0) {
				const a = [];
				a[k] = v;
				v = a;
			} else v = /* @__PURE__ */ new Map([[k, v]]);
		}
		return createNode.createNode(v, void 0, {
			aliasDuplicateObjects: false,
			keepUndefined: false,
			onAnchor: () => {
				throw new Error("This should not happen, please report a bug.");
			},
			schema,
			sourceObjects: /* @__PURE__ */ new Map()
		});
	}
	const isEmptyPath = (path) => path == null || typeof path === "object" && !!path[Symbol.iterator]().next().done;
	var Collection = class extends Node.NodeBase {
		constructor(type, schema) {
			super(type);
			Object.defineProperty(this, "schema", {
				value: schema,
				configurable: true,
				enumerable: false,
				writable: true
			});
		}
		/**
		* Create a copy of this collection.
		*
		* @param schema - If defined, overwrites the original's schema
		*/
		clone(schema) {
			const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
			if (schema) copy.schema = schema;
			copy.items = copy.items.map((it) => identity.isNode(it) || identity.isPair(it) ? it.clone(schema) : it);
			if (this.range) copy.range = this.range.slice();
			return copy;
		}
		/**
		* Adds a value to the collection. For `!!map` and `!!omap` the value must
		* be a Pair instance or a `{ key, value }` object, which may not have a key
		* that already exists in the map.
		*/
		addIn(path, value) {
			if (isEmptyPath(path)) this.add(value);
			else {
				const [key, ...rest] = path;
				const node = this.get(key, true);
				if (identity.isCollection(node)) node.addIn(rest, value);
				else if (node === void 0 && this.schema) this.set(key, collectionFromPath(this.schema, rest, value));
				else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
			}
		}
		/**
		* Removes a value from the collection.
		* @returns `true` if the item was found and removed.
		*/
		deleteIn(path) {
			const [key, ...rest] = path;
			if (rest.length === 0) return this.delete(key);
			const node = this.get(key, true);
			if (identity.isCollection(node)) return node.deleteIn(rest);
			else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
		}
		/**
		* Returns item at `key`, or `undefined` if not found. By default unwraps
		* scalar values from their surrounding node; to disable set `keepScalar` to
		* `true` (collections are always returned intact).
		*/
		getIn(path, keepScalar) {
			const [key, ...rest] = path;
			const node = this.get(key, true);
			if (rest.length === 0) return !keepScalar && identity.isScalar(node) ? node.value : node;
			else return identity.isCollection(node) ? node.getIn(rest, keepScalar) : void 0;
		}
		hasAllNullValues(allowScalar) {
			return this.items.every((node) => {
				if (!identity.isPair(node)) return false;
				const n = node.value;
				return n == null || allowScalar && identity.isScalar(n) && n.value == null && !n.commentBefore && !n.comment && !n.tag;
			});
		}
		/**
		* Checks if the collection includes a value with the key `key`.
		*/
		hasIn(path) {
			const [key, ...rest] = path;
			if (rest.length === 0) return this.has(key);
			const node = this.get(key, true);
			return identity.isCollection(node) ? node.hasIn(rest) : false;
		}
		/**
		* Sets a value in this collection. For `!!set`, `value` needs to be a
		* boolean to add/remove the item from the set.
		*/
		setIn(path, value) {
			const [key, ...rest] = path;
			if (rest.length === 0) this.set(key, value);
			else {
				const node = this.get(key, true);
				if (identity.isCollection(node)) node.setIn(rest, value);
				else if (node === void 0 && this.schema) this.set(key, collectionFromPath(this.schema, rest, value));
				else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
			}
		}
	};
	exports.Collection = Collection;
	exports.collectionFromPath = collectionFromPath;
	exports.isEmptyPath = isEmptyPath;
}));
// node_modules/yaml/dist/stringify/stringifyComment.js
var require_stringifyComment = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* Stringifies a comment.
	*
	* Empty comment lines are left empty,
	* lines consisting of a single space are replaced by `#`,
	* and all other lines are prefixed with a `#`.
	*/
	const stringifyComment = (str) => str.replace(/^(?!$)(?: $)?/gm, "#");
	function indentComment(comment, indent) {
		if (/^\n+$/.test(comment)) return comment.substring(1);
		return indent ? comment.replace(/^(?! *$)/gm, indent) : comment;
	}
	const lineComment = (str, indent, comment) => str.endsWith("\n") ? indentComment(comment, indent) : comment.includes("\n") ? "\n" + indentComment(comment, indent) : (str.endsWith(" ") ? "" : " ") + comment;
	exports.indentComment = indentComment;
	exports.lineComment = lineComment;
	exports.stringifyComment = stringifyComment;
}));
// node_modules/yaml/dist/stringify/foldFlowLines.js
var require_foldFlowLines = /* @__PURE__ */ __commonJSMin(((exports) => {
	const FOLD_FLOW = "flow";
	const FOLD_BLOCK = "block";
	const FOLD_QUOTED = "quoted";
	/**
	* Tries to keep input at up to `lineWidth` characters, splitting only on spaces
	* not followed by newlines or spaces unless `mode` is `'quoted'`. Lines are
	* terminated with `\n` and started with `indent`.
	*/
	function foldFlowLines(text, indent, mode = "flow", { indentAtStart, lineWidth = 80, minContentWidth = 20, onFold, onOverflow } = {}) {
		if (!lineWidth || lineWidth < 0) return text;
		if (lineWidth < minContentWidth) minContentWidth = 0;
		const endStep = Math.max(1 + minContentWidth, 1 + lineWidth - indent.length);
		if (text.length <= endStep) return text;
		const folds = [];
		const escapedFolds = {};
		let end = lineWidth - indent.length;
		if (typeof indentAtStart === "number") {
			if (indentAtStart > lineWidth - Math.max(2, minContentWidth)) folds.push(0);
			else end = lineWidth - indentAtStart;
		}
		let split = void 0;
		let prev = void 0;
		let overflow = false;
		let i = -1;
		let escStart = -1;
		let escEnd = -1;
		if (mode === FOLD_BLOCK) {
			i = consumeMoreIndentedLines(text, i, indent.length);
			if (i !== -1) end = i + endStep;
		}
		for (let ch; ch = text[i += 1];) {
			if (mode === FOLD_QUOTED && ch === "\\") {
				escStart = i;
				switch (text[i + 1]) {
					case "x":
						i += 3;
						break;
					case "u":
						i += 5;
						break;
					case "U":
						i += 9;
						break;
					default: i += 1;
				}
				escEnd = i;
			}
			if (ch === "\n") {
				if (mode === FOLD_BLOCK) i = consumeMoreIndentedLines(text, i, indent.length);
				end = i + indent.length + endStep;
				split = void 0;
			} else {
				if (ch === " " && prev && prev !== " " && prev !== "\n" && prev !== "	") {
					const next = text[i + 1];
					if (next && next !== " " && next !== "\n" && next !== "	") split = i;
				}
				if (i >= end) {
					if (split) {
						folds.push(split);
						end = split + endStep;
						split = void 0;
					} else if (mode === FOLD_QUOTED) {
						while (prev === " " || prev === "	") {
							prev = ch;
							ch = text[i += 1];
							overflow = true;
						}
						const j = i > escEnd + 1 ? i - 2 : escStart - 1;
						if (escapedFolds[j]) return text;
						folds.push(j);
						escapedFolds[j] = true;
						end = j + endStep;
						split = void 0;
					} else overflow = true;
				}
			}
			prev = ch;
		}
		if (overflow && onOverflow) onOverflow();
		if (folds.length === 0) return text;
		if (onFold) onFold();
		let res = text.slice(0, folds[0]);
		for (let i = 0; i < folds.length; ++i) {
			const fold = folds[i];
			const end = folds[i + 1] || text.length;
			if (fold === 0) res = `\n${indent}${text.slice(0, end)}`;
			else {
				if (mode === FOLD_QUOTED && escapedFolds[fold]) res += `${text[fold]}\\`;
				res += `\n${indent}${text.slice(fold + 1, end)}`;
			}
		}
		return res;
	}
	/**
	* Presumes `i + 1` is at the start of a line
	* @returns index of last newline in more-indented block
	*/
	function consumeMoreIndentedLines(text, i, indent) {
		let end = i;
		let start = i + 1;
		let ch = text[start];
		while (ch === " " || ch === "	") if (i < start + indent) ch = text[++i];
		else {
			do
				ch = text[++i];
			while (ch && ch !== "\n");
			end = i;
			start = i + 1;
			ch = text[start];
		}
		return end;
	}
	exports.FOLD_BLOCK = FOLD_BLOCK;
	exports.FOLD_FLOW = FOLD_FLOW;
	exports.FOLD_QUOTED = FOLD_QUOTED;
	exports.foldFlowLines = foldFlowLines;
}));
// node_modules/yaml/dist/stringify/stringifyString.js
var require_stringifyString = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var foldFlowLines = require_foldFlowLines();
	const getFoldOptions = (ctx, isBlock) => ({
		indentAtStart: isBlock ? ctx.indent.length : ctx.indentAtStart,
		lineWidth: ctx.options.lineWidth,
		minContentWidth: ctx.options.minContentWidth
	});
	const containsDocumentMarker = (str) => /^(%|---|\.\.\.)/m.test(str);
	function lineLengthOverLimit(str, lineWidth, indentLength) {
		if (!lineWidth || lineWidth < 0) return false;
		const limit = lineWidth - indentLength;
		const strLen = str.length;
		if (strLen <= limit) return false;
		for (let i = 0, start = 0; i < strLen; ++i) if (str[i] === "\n") {
			if (i - start > limit) return true;
			start = i + 1;
			if (strLen - start <= limit) return false;
		}
		return true;
	}
	function doubleQuotedString(value, ctx) {
		const json = JSON.stringify(value);
		if (ctx.options.doubleQuotedAsJSON) return json;
		const { implicitKey } = ctx;
		const minMultiLineLength = ctx.options.doubleQuotedMinMultiLineLength;
		const indent = ctx.indent || (containsDocumentMarker(value) ? "  " : "");
		let str = "";
		let start = 0;
		for (let i = 0, ch = json[i]; ch; ch = json[++i]) {
			if (ch === " " && json[i + 1] === "\\" && json[i + 2] === "n") {
				str += json.slice(start, i) + "\\ ";
				i += 1;
				start = i;
				ch = "\\";
			}
			if (ch === "\\") switch (json[i + 1]) {
				case "u":
					{
						str += json.slice(start, i);
						const code = json.substr(i + 2, 4);
						switch (code) {
							case "0000":
								str += "\\0";
								break;
							case "0007":
								str += "\\a";
								break;
							case "000b":
								str += "\\v";
								break;
							case "001b":
								str += "\\e";
								break;
							case "0085":
								str += "\\N";
								break;
							case "00a0":
								str += "\\_";
								break;
							case "2028":
								str += "\\L";
								break;
							case "2029":
								str += "\\P";
								break;
							default: if (code.substr(0, 2) === "00") str += "\\x" + code.substr(2);
							else str += json.substr(i, 6);
						}
						i += 5;
						start = i + 1;
					}
					break;
				case "n":
					if (implicitKey || json[i + 2] === "\"" || json.length < minMultiLineLength) i += 1;
					else {
						str += json.slice(start, i) + "\n\n";
						while (json[i + 2] === "\\" && json[i + 3] === "n" && json[i + 4] !== "\"") {
							str += "\n";
							i += 2;
						}
						str += indent;
						if (json[i + 2] === " ") str += "\\";
						i += 1;
						start = i + 1;
					}
					break;
				default: i += 1;
			}
		}
		str = start ? str + json.slice(start) : json;
		return implicitKey ? str : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_QUOTED, getFoldOptions(ctx, false));
	}
	function singleQuotedString(value, ctx) {
		if (ctx.options.singleQuote === false || ctx.implicitKey && value.includes("\n") || /[ \t]\n|\n[ \t]/.test(value)) return doubleQuotedString(value, ctx);
		const indent = ctx.indent || (containsDocumentMarker(value) ? "  " : "");
		const res = "'" + value.replace(/'/g, "''").replace(/\n+/g, `$&\n${indent}`) + "'";
		return ctx.implicitKey ? res : foldFlowLines.foldFlowLines(res, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
	}
	function quotedString(value, ctx) {
		const { singleQuote } = ctx.options;
		let qs;
		if (singleQuote === false) qs = doubleQuotedString;
		else {
			const hasDouble = value.includes("\"");
			const hasSingle = value.includes("'");
			if (hasDouble && !hasSingle) qs = singleQuotedString;
			else if (hasSingle && !hasDouble) qs = doubleQuotedString;
			else qs = singleQuote ? singleQuotedString : doubleQuotedString;
		}
		return qs(value, ctx);
	}
	let blockEndNewlines;
	try {
		blockEndNewlines = new RegExp("(^|(?<!\n))\n+(?!\n|$)", "g");
	} catch {
		blockEndNewlines = /\n+(?!\n|$)/g;
	}
	function blockString({ comment, type, value }, ctx, onComment, onChompKeep) {
		const { blockQuote, commentString, lineWidth } = ctx.options;
		if (!blockQuote || /\n[\t ]+$/.test(value)) return quotedString(value, ctx);
		const indent = ctx.indent || (ctx.forceBlockIndent || containsDocumentMarker(value) ? "  " : "");
		const literal = blockQuote === "literal" ? true : blockQuote === "folded" || type === Scalar.Scalar.BLOCK_FOLDED ? false : type === Scalar.Scalar.BLOCK_LITERAL ? true : !lineLengthOverLimit(value, lineWidth, indent.length);
		if (!value) return literal ? "|\n" : ">\n";
		let chomp;
		let endStart;
		for (endStart = value.length; endStart > 0; --endStart) {
			const ch = value[endStart - 1];
			if (ch !== "\n" && ch !== "	" && ch !== " ") break;
		}
		let end = value.substring(endStart);
		const endNlPos = end.indexOf("\n");
		if (endNlPos === -1) chomp = "-";
		else if (value === end || endNlPos !== end.length - 1) {
			chomp = "+";
			if (onChompKeep) onChompKeep();
		} else chomp = "";
		if (end) {
			value = value.slice(0, -end.length);
			if (end[end.length - 1] === "\n") end = end.slice(0, -1);
			end = end.replace(blockEndNewlines, `$&${indent}`);
		}
		let startWithSpace = false;
		let startEnd;
		let startNlPos = -1;
		for (startEnd = 0; startEnd < value.length; ++startEnd) {
			const ch = value[startEnd];
			if (ch === " ") startWithSpace = true;
			else if (ch === "\n") startNlPos = startEnd;
			else break;
		}
		let start = value.substring(0, startNlPos < startEnd ? startNlPos + 1 : startEnd);
		if (start) {
			value = value.substring(start.length);
			start = start.replace(/\n+/g, `$&${indent}`);
		}
		let header = (startWithSpace ? indent ? "2" : "1" : "") + chomp;
		if (comment) {
			header += " " + commentString(comment.replace(/ ?[\r\n]+/g, " "));
			if (onComment) onComment();
		}
		if (!literal) {
			const foldedValue = value.replace(/\n+/g, "\n$&").replace(/(?:^|\n)([\t ].*)(?:([\n\t ]*)\n(?![\n\t ]))?/g, "$1$2").replace(/\n+/g, `$&${indent}`);
			let literalFallback = false;
			const foldOptions = getFoldOptions(ctx, true);
			if (blockQuote !== "folded" && type !== Scalar.Scalar.BLOCK_FOLDED) foldOptions.onOverflow = () => {
				literalFallback = true;
			};
			const body = foldFlowLines.foldFlowLines(`${start}${foldedValue}${end}`, indent, foldFlowLines.FOLD_BLOCK, foldOptions);
			if (!literalFallback) return `>${header}\n${indent}${body}`;
		}
		value = value.replace(/\n+/g, `$&${indent}`);
		return `|${header}\n${indent}${start}${value}${end}`;
	}
	function plainString(item, ctx, onComment, onChompKeep) {
		const { type, value } = item;
		const { actualString, implicitKey, indent, indentStep, inFlow } = ctx;
		if (implicitKey && value.includes("\n") || inFlow && /[[\]{},]/.test(value)) return quotedString(value, ctx);
		if (/^[\n\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$/.test(value)) return implicitKey || inFlow || !value.includes("\n") ? quotedString(value, ctx) : blockString(item, ctx, onComment, onChompKeep);
		if (!implicitKey && !inFlow && type !== Scalar.Scalar.PLAIN && value.includes("\n")) return blockString(item, ctx, onComment, onChompKeep);
		if (containsDocumentMarker(value)) {
			if (indent === "") {
				ctx.forceBlockIndent = true;
				return blockString(item, ctx, onComment, onChompKeep);
			} else if (implicitKey && indent === indentStep) return quotedString(value, ctx);
		}
		const str = value.replace(/\n+/g, `$&\n${indent}`);
		if (actualString) {
			const test = (tag) => tag.default && tag.tag !== "tag:yaml.org,2002:str" && tag.test?.test(str);
			const { compat, tags } = ctx.doc.schema;
			if (tags.some(test) || compat?.some(test)) return quotedString(value, ctx);
		}
		return implicitKey ? str : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
	}
	function stringifyString(item, ctx, onComment, onChompKeep) {
		const { implicitKey, inFlow } = ctx;
		const ss = typeof item.value === "string" ? item : Object.assign({}, item, { value: String(item.value) });
		let { type } = item;
		if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
			if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u{D800}-\u{DFFF}]/u.test(ss.value)) type = Scalar.Scalar.QUOTE_DOUBLE;
		}
		const _stringify = (_type) => {
			switch (_type) {
				case Scalar.Scalar.BLOCK_FOLDED:
				case Scalar.Scalar.BLOCK_LITERAL: return implicitKey || inFlow ? quotedString(ss.value, ctx) : blockString(ss, ctx, onComment, onChompKeep);
				case Scalar.Scalar.QUOTE_DOUBLE: return doubleQuotedString(ss.value, ctx);
				case Scalar.Scalar.QUOTE_SINGLE: return singleQuotedString(ss.value, ctx);
				case Scalar.Scalar.PLAIN: return plainString(ss, ctx, onComment, onChompKeep);
				default: return null;
			}
		};
		let res = _stringify(type);
		if (res === null) {
			const { defaultKeyType, defaultStringType } = ctx.options;
			const t = implicitKey && defaultKeyType || defaultStringType;
			res = _stringify(t);
			if (res === null) throw new Error(`Unsupported default string type ${t}`);
		}
		return res;
	}
	exports.stringifyString = stringifyString;
}));
// node_modules/yaml/dist/stringify/stringify.js
var require_stringify = /* @__PURE__ */ __commonJSMin(((exports) => {
	var anchors = require_anchors();
	var identity = require_identity();
	var stringifyComment = require_stringifyComment();
	var stringifyString = require_stringifyString();
	function createStringifyContext(doc, options) {
		const opt = Object.assign({
			blockQuote: true,
			commentString: stringifyComment.stringifyComment,
			defaultKeyType: null,
			defaultStringType: "PLAIN",
			directives: null,
			doubleQuotedAsJSON: false,
			doubleQuotedMinMultiLineLength: 40,
			falseStr: "false",
			flowCollectionPadding: true,
			indentSeq: true,
			lineWidth: 80,
			minContentWidth: 20,
			nullStr: "null",
			simpleKeys: false,
			singleQuote: null,
			trailingComma: false,
			trueStr: "true",
			verifyAliasOrder: true
		}, doc.schema.toStringOptions, options);
		let inFlow;
		switch (opt.collectionStyle) {
			case "block":
				inFlow = false;
				break;
			case "flow":
				inFlow = true;
				break;
			default: inFlow = null;
		}
		return {
			anchors: /* @__PURE__ */ new Set(),
			doc,
			flowCollectionPadding: opt.flowCollectionPadding ? " " : "",
			indent: "",
			indentStep: typeof opt.indent === "number" ? " ".repeat(opt.indent) : "  ",
			inFlow,
			options: opt
		};
	}
	function getTagObject(tags, item) {
		if (item.tag) {
			const match = tags.filter((t) => t.tag === item.tag);
			if (match.length > 0) return match.find((t) => t.format === item.format) ?? match[0];
		}
		let tagObj = void 0;
		let obj;
		if (identity.isScalar(item)) {
			obj = item.value;
			let match = tags.filter((t) => t.identify?.(obj));
			if (match.length > 1) {
				const testMatch = match.filter((t) => t.test);
				if (testMatch.length > 0) match = testMatch;
			}
			tagObj = match.find((t) => t.format === item.format) ?? match.find((t) => !t.format);
		} else {
			obj = item;
			tagObj = tags.find((t) => t.nodeClass && obj instanceof t.nodeClass);
		}
		if (!tagObj) {
			const name = obj?.constructor?.name ?? (obj === null ? "null" : typeof obj);
			throw new Error(`Tag not resolved for ${name} value`);
		}
		return tagObj;
	}
	function stringifyProps(node, tagObj, { anchors: anchors$1, doc }) {
		if (!doc.directives) return "";
		const props = [];
		const anchor = (identity.isScalar(node) || identity.isCollection(node)) && node.anchor;
		if (anchor && anchors.anchorIsValid(anchor)) {
			anchors$1.add(anchor);
			props.push(`&${anchor}`);
		}
		const tag = node.tag ?? (tagObj.default ? null : tagObj.tag);
		if (tag) props.push(doc.directives.tagString(tag));
		return props.join(" ");
	}
	function stringify(item, ctx, onComment, onChompKeep) {
		if (identity.isPair(item)) return item.toString(ctx, onComment, onChompKeep);
		if (identity.isAlias(item)) {
			if (ctx.doc.directives) return item.toString(ctx);
			if (ctx.resolvedAliases?.has(item)) throw new TypeError(`Cannot stringify circular structure without alias nodes`);
			else {
				if (ctx.resolvedAliases) ctx.resolvedAliases.add(item);
				else ctx.resolvedAliases = /* @__PURE__ */ new Set([item]);
				item = item.resolve(ctx.doc);
			}
		}
		let tagObj = void 0;
		const node = identity.isNode(item) ? item : ctx.doc.createNode(item, { onTagObj: (o) => tagObj = o });
		tagObj ?? (tagObj = getTagObject(ctx.doc.schema.tags, node));
		const props = stringifyProps(node, tagObj, ctx);
		if (props.length > 0) ctx.indentAtStart = (ctx.indentAtStart ?? 0) + props.length + 1;
		const str = typeof tagObj.stringify === "function" ? tagObj.stringify(node, ctx, onComment, onChompKeep) : identity.isScalar(node) ? stringifyString.stringifyString(node, ctx, onComment, onChompKeep) : node.toString(ctx, onComment, onChompKeep);
		if (!props) return str;
		return identity.isScalar(node) || str[0] === "{" || str[0] === "[" ? `${props} ${str}` : `${props}\n${ctx.indent}${str}`;
	}
	exports.createStringifyContext = createStringifyContext;
	exports.stringify = stringify;
}));
// node_modules/yaml/dist/stringify/stringifyPair.js
var require_stringifyPair = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	var stringify = require_stringify();
	var stringifyComment = require_stringifyComment();
	function stringifyPair({ key, value }, ctx, onComment, onChompKeep) {
		const { allNullValues, doc, indent, indentStep, options: { commentString, indentSeq, simpleKeys } } = ctx;
		let keyComment = identity.isNode(key) && key.comment || null;
		if (simpleKeys) {
			if (keyComment) throw new Error("With simple keys, key nodes cannot have comments");
			if (identity.isCollection(key) || !identity.isNode(key) && typeof key === "object") throw new Error("With simple keys, collection cannot be used as a key value");
		}
		let explicitKey = !simpleKeys && (!key || keyComment && value == null && !ctx.inFlow || identity.isCollection(key) || (identity.isScalar(key) ? key.type === Scalar.Scalar.BLOCK_FOLDED || key.type === Scalar.Scalar.BLOCK_LITERAL : typeof key === "object"));
		ctx = Object.assign({}, ctx, {
			allNullValues: false,
			implicitKey: !explicitKey && (simpleKeys || !allNullValues),
			indent: indent + indentStep
		});
		let keyCommentDone = false;
		let chompKeep = false;
		let str = stringify.stringify(key, ctx, () => keyCommentDone = true, () => chompKeep = true);
		if (!explicitKey && !ctx.inFlow && str.length > 1024) {
			if (simpleKeys) throw new Error("With simple keys, single line scalar must not span more than 1024 characters");
			explicitKey = true;
		}
		if (ctx.inFlow) {
			if (allNullValues || value == null) {
				if (keyCommentDone && onComment) onComment();
				return str === "" ? "?" : explicitKey ? `? ${str}` : str;
			}
		} else if (allNullValues && !simpleKeys || value == null && explicitKey) {
			str = `? ${str}`;
			if (keyComment && !keyCommentDone) str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
			else if (chompKeep && onChompKeep) onChompKeep();
			return str;
		}
		if (keyCommentDone) keyComment = null;
		if (explicitKey) {
			if (keyComment) str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
			str = `? ${str}\n${indent}:`;
		} else {
			str = `${str}:`;
			if (keyComment) str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
		}
		let vsb, vcb, valueComment;
		if (identity.isNode(value)) {
			vsb = !!value.spaceBefore;
			vcb = value.commentBefore;
			valueComment = value.comment;
		} else {
			vsb = false;
			vcb = null;
			valueComment = null;
			if (value && typeof value === "object") value = doc.createNode(value);
		}
		ctx.implicitKey = false;
		if (!explicitKey && !keyComment && identity.isScalar(value)) ctx.indentAtStart = str.length + 1;
		chompKeep = false;
		if (!indentSeq && indentStep.length >= 2 && !ctx.inFlow && !explicitKey && identity.isSeq(value) && !value.flow && !value.tag && !value.anchor) ctx.indent = ctx.indent.substring(2);
		let valueCommentDone = false;
		const valueStr = stringify.stringify(value, ctx, () => valueCommentDone = true, () => chompKeep = true);
		let ws = " ";
		if (keyComment || vsb || vcb) {
			ws = vsb ? "\n" : "";
			if (vcb) {
				const cs = commentString(vcb);
				ws += `\n${stringifyComment.indentComment(cs, ctx.indent)}`;
			}
			if (valueStr === "" && !ctx.inFlow) {
				if (ws === "\n" && valueComment) ws = "\n\n";
			} else ws += `\n${ctx.indent}`;
		} else if (!explicitKey && identity.isCollection(value)) {
			const vs0 = valueStr[0];
			const nl0 = valueStr.indexOf("\n");
			const hasNewline = nl0 !== -1;
			const flow = ctx.inFlow ?? value.flow ?? value.items.length === 0;
			if (hasNewline || !flow) {
				let hasPropsLine = false;
				if (hasNewline && (vs0 === "&" || vs0 === "!")) {
					let sp0 = valueStr.indexOf(" ");
					if (vs0 === "&" && sp0 !== -1 && sp0 < nl0 && valueStr[sp0 + 1] === "!") sp0 = valueStr.indexOf(" ", sp0 + 1);
					if (sp0 === -1 || nl0 < sp0) hasPropsLine = true;
				}
				if (!hasPropsLine) ws = `\n${ctx.indent}`;
			}
		} else if (valueStr === "" || valueStr[0] === "\n") ws = "";
		str += ws + valueStr;
		if (ctx.inFlow) {
			if (valueCommentDone && onComment) onComment();
		} else if (valueComment && !valueCommentDone) str += stringifyComment.lineComment(str, ctx.indent, commentString(valueComment));
		else if (chompKeep && onChompKeep) onChompKeep();
		return str;
	}
	exports.stringifyPair = stringifyPair;
}));
// node_modules/yaml/dist/log.js
var require_log = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_process = __require("process");
	function debug(logLevel, ...messages) {
		if (logLevel === "debug") console.log(...messages);
	}
	function warn(logLevel, warning) {
		if (logLevel === "debug" || logLevel === "warn") {
			if (typeof node_process.emitWarning === "function") node_process.emitWarning(warning);
			else console.warn(warning);
		}
	}
	exports.debug = debug;
	exports.warn = warn;
}));
// node_modules/yaml/dist/schema/yaml-1.1/merge.js
var require_merge = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	const MERGE_KEY = "<<";
	const merge = {
		identify: (value) => value === MERGE_KEY || typeof value === "symbol" && value.description === MERGE_KEY,
		default: "key",
		tag: "tag:yaml.org,2002:merge",
		test: /^<<$/,
		resolve: () => Object.assign(new Scalar.Scalar(Symbol(MERGE_KEY)), { addToJSMap: addMergeToJSMap }),
		stringify: () => MERGE_KEY
	};
	const isMergeKey = (ctx, key) => (merge.identify(key) || identity.isScalar(key) && (!key.type || key.type === Scalar.Scalar.PLAIN) && merge.identify(key.value)) && ctx?.doc.schema.tags.some((tag) => tag.tag === merge.tag && tag.default);
	function addMergeToJSMap(ctx, map, value) {
		const source = resolveAliasValue(ctx, value);
		if (identity.isSeq(source)) for (const it of source.items) mergeValue(ctx, map, it);
		else if (Array.isArray(source)) for (const it of source) mergeValue(ctx, map, it);
		else mergeValue(ctx, map, source);
	}
	function mergeValue(ctx, map, value) {
		const source = resolveAliasValue(ctx, value);
		if (!identity.isMap(source)) throw new Error("Merge sources must be maps or map aliases");
		const srcMap = source.toJSON(null, ctx, Map);
		for (const [key, value] of srcMap) if (map instanceof Map) {
			if (!map.has(key)) map.set(key, value);
		} else if (map instanceof Set) map.add(key);
		else if (!Object.prototype.hasOwnProperty.call(map, key)) Object.defineProperty(map, key, {
			value,
			writable: true,
			enumerable: true,
			configurable: true
		});
		return map;
	}
	function resolveAliasValue(ctx, value) {
		return ctx && identity.isAlias(value) ? value.resolve(ctx.doc, ctx) : value;
	}
	exports.addMergeToJSMap = addMergeToJSMap;
	exports.isMergeKey = isMergeKey;
	exports.merge = merge;
}));
// node_modules/yaml/dist/nodes/addPairToJSMap.js
var require_addPairToJSMap = /* @__PURE__ */ __commonJSMin(((exports) => {
	var log = require_log();
	var merge = require_merge();
	var stringify = require_stringify();
	var identity = require_identity();
	var toJS = require_toJS();
	function addPairToJSMap(ctx, map, { key, value }) {
		if (identity.isNode(key) && key.addToJSMap) key.addToJSMap(ctx, map, value);
		else if (merge.isMergeKey(ctx, key)) merge.addMergeToJSMap(ctx, map, value);
		else {
			const jsKey = toJS.toJS(key, "", ctx);
			if (map instanceof Map) map.set(jsKey, toJS.toJS(value, jsKey, ctx));
			else if (map instanceof Set) map.add(jsKey);
			else {
				const stringKey = stringifyKey(key, jsKey, ctx);
				const jsValue = toJS.toJS(value, stringKey, ctx);
				if (stringKey in map) Object.defineProperty(map, stringKey, {
					value: jsValue,
					writable: true,
					enumerable: true,
					configurable: true
				});
				else map[stringKey] = jsValue;
			}
		}
		return map;
	}
	function stringifyKey(key, jsKey, ctx) {
		if (jsKey === null) return "";
		if (typeof jsKey !== "object") return String(jsKey);
		if (identity.isNode(key) && ctx?.doc) {
			const strCtx = stringify.createStringifyContext(ctx.doc, {});
			strCtx.anchors = /* @__PURE__ */ new Set();
			for (const node of ctx.anchors.keys()) strCtx.anchors.add(node.anchor);
			strCtx.inFlow = true;
			strCtx.inStringifyKey = true;
			const strKey = key.toString(strCtx);
			if (!ctx.mapKeyWarned) {
				let jsonStr = JSON.stringify(strKey);
				if (jsonStr.length > 40) jsonStr = jsonStr.substring(0, 36) + "...\"";
				log.warn(ctx.doc.options.logLevel, `Keys with collection values will be stringified due to JS Object restrictions: ${jsonStr}. Set mapAsMap: true to use object keys.`);
				ctx.mapKeyWarned = true;
			}
			return strKey;
		}
		return JSON.stringify(jsKey);
	}
	exports.addPairToJSMap = addPairToJSMap;
}));
// node_modules/yaml/dist/nodes/Pair.js
var require_Pair = /* @__PURE__ */ __commonJSMin(((exports) => {
	var createNode = require_createNode();
	var stringifyPair = require_stringifyPair();
	var addPairToJSMap = require_addPairToJSMap();
	var identity = require_identity();
	function createPair(key, value, ctx) {
		return new Pair(createNode.createNode(key, void 0, ctx), createNode.createNode(value, void 0, ctx));
	}
	var Pair = class Pair {
		constructor(key, value = null) {
			Object.defineProperty(this, identity.NODE_TYPE, { value: identity.PAIR });
			this.key = key;
			this.value = value;
		}
		clone(schema) {
			let { key, value } = this;
			if (identity.isNode(key)) key = key.clone(schema);
			if (identity.isNode(value)) value = value.clone(schema);
			return new Pair(key, value);
		}
		toJSON(_, ctx) {
			const pair = ctx?.mapAsMap ? /* @__PURE__ */ new Map() : {};
			return addPairToJSMap.addPairToJSMap(ctx, pair, this);
		}
		toString(ctx, onComment, onChompKeep) {
			return ctx?.doc ? stringifyPair.stringifyPair(this, ctx, onComment, onChompKeep) : JSON.stringify(this);
		}
	};
	exports.Pair = Pair;
	exports.createPair = createPair;
}));
// node_modules/yaml/dist/stringify/stringifyCollection.js
var require_stringifyCollection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var stringify = require_stringify();
	var stringifyComment = require_stringifyComment();
	function stringifyCollection(collection, ctx, options) {
		return (ctx.inFlow ?? collection.flow ? stringifyFlowCollection : stringifyBlockCollection)(collection, ctx, options);
	}
	function stringifyBlockCollection({ comment, items }, ctx, { blockItemPrefix, flowChars, itemIndent, onChompKeep, onComment }) {
		const { indent, options: { commentString } } = ctx;
		const itemCtx = Object.assign({}, ctx, {
			indent: itemIndent,
			type: null
		});
		let chompKeep = false;
		const lines = [];
		for (let i = 0; i < items.length; ++i) {
			const item = items[i];
			let comment = null;
			if (identity.isNode(item)) {
				if (!chompKeep && item.spaceBefore) lines.push("");
				addCommentBefore(ctx, lines, item.commentBefore, chompKeep);
				if (item.comment) comment = item.comment;
			} else if (identity.isPair(item)) {
				const ik = identity.isNode(item.key) ? item.key : null;
				if (ik) {
					if (!chompKeep && ik.spaceBefore) lines.push("");
					addCommentBefore(ctx, lines, ik.commentBefore, chompKeep);
				}
			}
			chompKeep = false;
			let str = stringify.stringify(item, itemCtx, () => comment = null, () => chompKeep = true);
			if (comment) str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
			if (chompKeep && comment) chompKeep = false;
			lines.push(blockItemPrefix + str);
		}
		let str;
		if (lines.length === 0) str = flowChars.start + flowChars.end;
		else {
			str = lines[0];
			for (let i = 1; i < lines.length; ++i) {
				const line = lines[i];
				str += line ? `\n${indent}${line}` : "\n";
			}
		}
		if (comment) {
			str += "\n" + stringifyComment.indentComment(commentString(comment), indent);
			if (onComment) onComment();
		} else if (chompKeep && onChompKeep) onChompKeep();
		return str;
	}
	function stringifyFlowCollection({ items }, ctx, { flowChars, itemIndent }) {
		const { indent, indentStep, flowCollectionPadding: fcPadding, options: { commentString } } = ctx;
		itemIndent += indentStep;
		const itemCtx = Object.assign({}, ctx, {
			indent: itemIndent,
			inFlow: true,
			type: null
		});
		let reqNewline = false;
		let linesAtValue = 0;
		const lines = [];
		for (let i = 0; i < items.length; ++i) {
			const item = items[i];
			let comment = null;
			if (identity.isNode(item)) {
				if (item.spaceBefore) lines.push("");
				addCommentBefore(ctx, lines, item.commentBefore, false);
				if (item.comment) comment = item.comment;
			} else if (identity.isPair(item)) {
				const ik = identity.isNode(item.key) ? item.key : null;
				if (ik) {
					if (ik.spaceBefore) lines.push("");
					addCommentBefore(ctx, lines, ik.commentBefore, false);
					if (ik.comment) reqNewline = true;
				}
				const iv = identity.isNode(item.value) ? item.value : null;
				if (iv) {
					if (iv.comment) comment = iv.comment;
					if (iv.commentBefore) reqNewline = true;
				} else if (item.value == null && ik?.comment) comment = ik.comment;
			}
			if (comment) reqNewline = true;
			let str = stringify.stringify(item, itemCtx, () => comment = null);
			reqNewline || (reqNewline = lines.length > linesAtValue || str.includes("\n"));
			if (i < items.length - 1) str += ",";
			else if (ctx.options.trailingComma) {
				if (ctx.options.lineWidth > 0) reqNewline || (reqNewline = lines.reduce((sum, line) => sum + line.length + 2, 2) + (str.length + 2) > ctx.options.lineWidth);
				if (reqNewline) str += ",";
			}
			if (comment) str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
			lines.push(str);
			linesAtValue = lines.length;
		}
		const { start, end } = flowChars;
		if (lines.length === 0) return start + end;
		else {
			if (!reqNewline) {
				const len = lines.reduce((sum, line) => sum + line.length + 2, 2);
				reqNewline = ctx.options.lineWidth > 0 && len > ctx.options.lineWidth;
			}
			if (reqNewline) {
				let str = start;
				for (const line of lines) str += line ? `\n${indentStep}${indent}${line}` : "\n";
				return `${str}\n${indent}${end}`;
			} else return `${start}${fcPadding}${lines.join(" ")}${fcPadding}${end}`;
		}
	}
	function addCommentBefore({ indent, options: { commentString } }, lines, comment, chompKeep) {
		if (comment && chompKeep) comment = comment.replace(/^\n+/, "");
		if (comment) {
			const ic = stringifyComment.indentComment(commentString(comment), indent);
			lines.push(ic.trimStart());
		}
	}
	exports.stringifyCollection = stringifyCollection;
}));
// node_modules/yaml/dist/nodes/YAMLMap.js
var require_YAMLMap = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyCollection = require_stringifyCollection();
	var addPairToJSMap = require_addPairToJSMap();
	var Collection = require_Collection();
	var identity = require_identity();
	var Pair = require_Pair();
	var Scalar = require_Scalar();
	function findPair(items, key) {
		const k = identity.isScalar(key) ? key.value : key;
		for (const it of items) if (identity.isPair(it)) {
			if (it.key === key || it.key === k) return it;
			if (identity.isScalar(it.key) && it.key.value === k) return it;
		}
	}
	var YAMLMap = class extends Collection.Collection {
		static get tagName() {
			return "tag:yaml.org,2002:map";
		}
		constructor(schema) {
			super(identity.MAP, schema);
			this.items = [];
		}
		/**
		* A generic collection parsing method that can be extended
		* to other node classes that inherit from YAMLMap
		*/
		static from(schema, obj, ctx) {
			const { keepUndefined, replacer } = ctx;
			const map = new this(schema);
			const add = (key, value) => {
				if (typeof replacer === "function") value = replacer.call(obj, key, value);
				else if (Array.isArray(replacer) && !replacer.includes(key)) return;
				if (value !== void 0 || keepUndefined) map.items.push(Pair.createPair(key, value, ctx));
			};
			if (obj instanceof Map) for (const [key, value] of obj) add(key, value);
			else if (obj && typeof obj === "object") for (const key of Object.keys(obj)) add(key, obj[key]);
			if (typeof schema.sortMapEntries === "function") map.items.sort(schema.sortMapEntries);
			return map;
		}
		/**
		* Adds a value to the collection.
		*
		* @param overwrite - If not set `true`, using a key that is already in the
		*   collection will throw. Otherwise, overwrites the previous value.
		*/
		add(pair, overwrite) {
			let _pair;
			if (identity.isPair(pair)) _pair = pair;
			else if (!pair || typeof pair !== "object" || !("key" in pair)) _pair = new Pair.Pair(pair, pair?.value);
			else _pair = new Pair.Pair(pair.key, pair.value);
			const prev = findPair(this.items, _pair.key);
			const sortEntries = this.schema?.sortMapEntries;
			if (prev) {
				if (!overwrite) throw new Error(`Key ${_pair.key} already set`);
				if (identity.isScalar(prev.value) && Scalar.isScalarValue(_pair.value)) prev.value.value = _pair.value;
				else prev.value = _pair.value;
			} else if (sortEntries) {
				const i = this.items.findIndex((item) => sortEntries(_pair, item) < 0);
				if (i === -1) this.items.push(_pair);
				else this.items.splice(i, 0, _pair);
			} else this.items.push(_pair);
		}
		delete(key) {
			const it = findPair(this.items, key);
			if (!it) return false;
			return this.items.splice(this.items.indexOf(it), 1).length > 0;
		}
		get(key, keepScalar) {
			const node = findPair(this.items, key)?.value;
			return (!keepScalar && identity.isScalar(node) ? node.value : node) ?? void 0;
		}
		has(key) {
			return !!findPair(this.items, key);
		}
		set(key, value) {
			this.add(new Pair.Pair(key, value), true);
		}
		/**
		* @param ctx - Conversion context, originally set in Document#toJS()
		* @param {Class} Type - If set, forces the returned collection type
		* @returns Instance of Type, Map, or Object
		*/
		toJSON(_, ctx, Type) {
			const map = Type ? new Type() : ctx?.mapAsMap ? /* @__PURE__ */ new Map() : {};
			if (ctx?.onCreate) ctx.onCreate(map);
			for (const item of this.items) addPairToJSMap.addPairToJSMap(ctx, map, item);
			return map;
		}
		toString(ctx, onComment, onChompKeep) {
			if (!ctx) return JSON.stringify(this);
			for (const item of this.items) if (!identity.isPair(item)) throw new Error(`Map items must all be pairs; found ${JSON.stringify(item)} instead`);
			if (!ctx.allNullValues && this.hasAllNullValues(false)) ctx = Object.assign({}, ctx, { allNullValues: true });
			return stringifyCollection.stringifyCollection(this, ctx, {
				blockItemPrefix: "",
				flowChars: {
					start: "{",
					end: "}"
				},
				itemIndent: ctx.indent || "",
				onChompKeep,
				onComment
			});
		}
	};
	exports.YAMLMap = YAMLMap;
	exports.findPair = findPair;
}));
// node_modules/yaml/dist/schema/common/map.js
var require_map = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var YAMLMap = require_YAMLMap();
	exports.map = {
		collection: "map",
		default: true,
		nodeClass: YAMLMap.YAMLMap,
		tag: "tag:yaml.org,2002:map",
		resolve(map, onError) {
			if (!identity.isMap(map)) onError("Expected a mapping for this tag");
			return map;
		},
		createNode: (schema, obj, ctx) => YAMLMap.YAMLMap.from(schema, obj, ctx)
	};
}));
// node_modules/yaml/dist/nodes/YAMLSeq.js
var require_YAMLSeq = /* @__PURE__ */ __commonJSMin(((exports) => {
	var createNode = require_createNode();
	var stringifyCollection = require_stringifyCollection();
	var Collection = require_Collection();
	var identity = require_identity();
	var Scalar = require_Scalar();
	var toJS = require_toJS();
	var YAMLSeq = class extends Collection.Collection {
		static get tagName() {
			return "tag:yaml.org,2002:seq";
		}
		constructor(schema) {
			super(identity.SEQ, schema);
			this.items = [];
		}
		add(value) {
			this.items.push(value);
		}
		/**
		* Removes a value from the collection.
		*
		* `key` must contain a representation of an integer for this to succeed.
		* It may be wrapped in a `Scalar`.
		*
		* @returns `true` if the item was found and removed.
		*/
		delete(key) {
			const idx = asItemIndex(key);
			if (typeof idx !== "number") return false;
			return this.items.splice(idx, 1).length > 0;
		}
		get(key, keepScalar) {
			const idx = asItemIndex(key);
			if (typeof idx !== "number") return void 0;
			const it = this.items[idx];
			return !keepScalar && identity.isScalar(it) ? it.value : it;
		}
		/**
		* Checks if the collection includes a value with the key `key`.
		*
		* `key` must contain a representation of an integer for this to succeed.
		* It may be wrapped in a `Scalar`.
		*/
		has(key) {
			const idx = asItemIndex(key);
			return typeof idx === "number" && idx < this.items.length;
		}
		/**
		* Sets a value in this collection. For `!!set`, `value` needs to be a
		* boolean to add/remove the item from the set.
		*
		* If `key` does not contain a representation of an integer, this will throw.
		* It may be wrapped in a `Scalar`.
		*/
		set(key, value) {
			const idx = asItemIndex(key);
			if (typeof idx !== "number") throw new Error(`Expected a valid index, not ${key}.`);
			const prev = this.items[idx];
			if (identity.isScalar(prev) && Scalar.isScalarValue(value)) prev.value = value;
			else this.items[idx] = value;
		}
		toJSON(_, ctx) {
			const seq = [];
			if (ctx?.onCreate) ctx.onCreate(seq);
			let i = 0;
			for (const item of this.items) seq.push(toJS.toJS(item, String(i++), ctx));
			return seq;
		}
		toString(ctx, onComment, onChompKeep) {
			if (!ctx) return JSON.stringify(this);
			return stringifyCollection.stringifyCollection(this, ctx, {
				blockItemPrefix: "- ",
				flowChars: {
					start: "[",
					end: "]"
				},
				itemIndent: (ctx.indent || "") + "  ",
				onChompKeep,
				onComment
			});
		}
		static from(schema, obj, ctx) {
			const { replacer } = ctx;
			const seq = new this(schema);
			if (obj && Symbol.iterator in Object(obj)) {
				let i = 0;
				for (let it of obj) {
					if (typeof replacer === "function") {
						const key = obj instanceof Set ? it : String(i++);
						it = replacer.call(obj, key, it);
					}
					seq.items.push(createNode.createNode(it, void 0, ctx));
				}
			}
			return seq;
		}
	};
	function asItemIndex(key) {
		let idx = identity.isScalar(key) ? key.value : key;
		if (idx && typeof idx === "string") idx = Number(idx);
		return typeof idx === "number" && Number.isInteger(idx) && idx >= 0 ? idx : null;
	}
	exports.YAMLSeq = YAMLSeq;
}));
// node_modules/yaml/dist/schema/common/seq.js
var require_seq = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var YAMLSeq = require_YAMLSeq();
	exports.seq = {
		collection: "seq",
		default: true,
		nodeClass: YAMLSeq.YAMLSeq,
		tag: "tag:yaml.org,2002:seq",
		resolve(seq, onError) {
			if (!identity.isSeq(seq)) onError("Expected a sequence for this tag");
			return seq;
		},
		createNode: (schema, obj, ctx) => YAMLSeq.YAMLSeq.from(schema, obj, ctx)
	};
}));
// node_modules/yaml/dist/schema/common/string.js
var require_string = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyString = require_stringifyString();
	exports.string = {
		identify: (value) => typeof value === "string",
		default: true,
		tag: "tag:yaml.org,2002:str",
		resolve: (str) => str,
		stringify(item, ctx, onComment, onChompKeep) {
			ctx = Object.assign({ actualString: true }, ctx);
			return stringifyString.stringifyString(item, ctx, onComment, onChompKeep);
		}
	};
}));
// node_modules/yaml/dist/schema/common/null.js
var require_null = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	const nullTag = {
		identify: (value) => value == null,
		createNode: () => new Scalar.Scalar(null),
		default: true,
		tag: "tag:yaml.org,2002:null",
		test: /^(?:~|[Nn]ull|NULL)?$/,
		resolve: () => new Scalar.Scalar(null),
		stringify: ({ source }, ctx) => typeof source === "string" && nullTag.test.test(source) ? source : ctx.options.nullStr
	};
	exports.nullTag = nullTag;
}));
// node_modules/yaml/dist/schema/core/bool.js
var require_bool$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	const boolTag = {
		identify: (value) => typeof value === "boolean",
		default: true,
		tag: "tag:yaml.org,2002:bool",
		test: /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/,
		resolve: (str) => new Scalar.Scalar(str[0] === "t" || str[0] === "T"),
		stringify({ source, value }, ctx) {
			if (source && boolTag.test.test(source)) {
				if (value === (source[0] === "t" || source[0] === "T")) return source;
			}
			return value ? ctx.options.trueStr : ctx.options.falseStr;
		}
	};
	exports.boolTag = boolTag;
}));
// node_modules/yaml/dist/stringify/stringifyNumber.js
var require_stringifyNumber = /* @__PURE__ */ __commonJSMin(((exports) => {
	function stringifyNumber({ format, minFractionDigits, tag, value }) {
		if (typeof value === "bigint") return String(value);
		const num = typeof value === "number" ? value : Number(value);
		if (!isFinite(num)) return isNaN(num) ? ".nan" : num < 0 ? "-.inf" : ".inf";
		let n = Object.is(value, -0) ? "-0" : JSON.stringify(value);
		if (!format && minFractionDigits && (!tag || tag === "tag:yaml.org,2002:float") && /^-?\d/.test(n) && !n.includes("e")) {
			let i = n.indexOf(".");
			if (i < 0) {
				i = n.length;
				n += ".";
			}
			let d = minFractionDigits - (n.length - i - 1);
			while (d-- > 0) n += "0";
		}
		return n;
	}
	exports.stringifyNumber = stringifyNumber;
}));
// node_modules/yaml/dist/schema/core/float.js
var require_float$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var stringifyNumber = require_stringifyNumber();
	const floatNaN = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
		resolve: (str) => str.slice(-3).toLowerCase() === "nan" ? NaN : str[0] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
		stringify: stringifyNumber.stringifyNumber
	};
	const floatExp = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		format: "EXP",
		test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/,
		resolve: (str) => parseFloat(str),
		stringify(node) {
			const num = Number(node.value);
			return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
		}
	};
	exports.float = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/,
		resolve(str) {
			const node = new Scalar.Scalar(parseFloat(str));
			const dot = str.indexOf(".");
			if (dot !== -1 && str[str.length - 1] === "0") node.minFractionDigits = str.length - dot - 1;
			return node;
		},
		stringify: stringifyNumber.stringifyNumber
	};
	exports.floatExp = floatExp;
	exports.floatNaN = floatNaN;
}));
// node_modules/yaml/dist/schema/core/int.js
var require_int$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyNumber = require_stringifyNumber();
	const intIdentify = (value) => typeof value === "bigint" || Number.isInteger(value);
	const intResolve = (str, offset, radix, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str.substring(offset), radix);
	function intStringify(node, radix, prefix) {
		const { value } = node;
		if (intIdentify(value) && value >= 0) return prefix + value.toString(radix);
		return stringifyNumber.stringifyNumber(node);
	}
	const intOct = {
		identify: (value) => intIdentify(value) && value >= 0,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "OCT",
		test: /^0o[0-7]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 8, opt),
		stringify: (node) => intStringify(node, 8, "0o")
	};
	const int = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		test: /^[-+]?[0-9]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
		stringify: stringifyNumber.stringifyNumber
	};
	const intHex = {
		identify: (value) => intIdentify(value) && value >= 0,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "HEX",
		test: /^0x[0-9a-fA-F]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
		stringify: (node) => intStringify(node, 16, "0x")
	};
	exports.int = int;
	exports.intHex = intHex;
	exports.intOct = intOct;
}));
// node_modules/yaml/dist/schema/core/schema.js
var require_schema$2 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var map = require_map();
	var _null = require_null();
	var seq = require_seq();
	var string = require_string();
	var bool = require_bool$1();
	var float = require_float$1();
	var int = require_int$1();
	exports.schema = [
		map.map,
		seq.seq,
		string.string,
		_null.nullTag,
		bool.boolTag,
		int.intOct,
		int.int,
		int.intHex,
		float.floatNaN,
		float.floatExp,
		float.float
	];
}));
// node_modules/yaml/dist/schema/json/schema.js
var require_schema$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var map = require_map();
	var seq = require_seq();
	function intIdentify(value) {
		return typeof value === "bigint" || Number.isInteger(value);
	}
	const stringifyJSON = ({ value }) => JSON.stringify(value);
	const jsonScalars = [
		{
			identify: (value) => typeof value === "string",
			default: true,
			tag: "tag:yaml.org,2002:str",
			resolve: (str) => str,
			stringify: stringifyJSON
		},
		{
			identify: (value) => value == null,
			createNode: () => new Scalar.Scalar(null),
			default: true,
			tag: "tag:yaml.org,2002:null",
			test: /^null$/,
			resolve: () => null,
			stringify: stringifyJSON
		},
		{
			identify: (value) => typeof value === "boolean",
			default: true,
			tag: "tag:yaml.org,2002:bool",
			test: /^true$|^false$/,
			resolve: (str) => str === "true",
			stringify: stringifyJSON
		},
		{
			identify: intIdentify,
			default: true,
			tag: "tag:yaml.org,2002:int",
			test: /^-?(?:0|[1-9][0-9]*)$/,
			resolve: (str, _onError, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str, 10),
			stringify: ({ value }) => intIdentify(value) ? value.toString() : JSON.stringify(value)
		},
		{
			identify: (value) => typeof value === "number",
			default: true,
			tag: "tag:yaml.org,2002:float",
			test: /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/,
			resolve: (str) => parseFloat(str),
			stringify: stringifyJSON
		}
	];
	exports.schema = [map.map, seq.seq].concat(jsonScalars, {
		default: true,
		tag: "",
		test: /^/,
		resolve(str, onError) {
			onError(`Unresolved plain scalar ${JSON.stringify(str)}`);
			return str;
		}
	});
}));
// node_modules/yaml/dist/schema/yaml-1.1/binary.js
var require_binary = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_buffer = __require("buffer");
	var Scalar = require_Scalar();
	var stringifyString = require_stringifyString();
	exports.binary = {
		identify: (value) => value instanceof Uint8Array,
		default: false,
		tag: "tag:yaml.org,2002:binary",
		/**
		* Returns a Buffer in node and an Uint8Array in browsers
		*
		* To use the resulting buffer as an image, you'll want to do something like:
		*
		*   const blob = new Blob([buffer], { type: 'image/jpeg' })
		*   document.querySelector('#photo').src = URL.createObjectURL(blob)
		*/
		resolve(src, onError) {
			if (typeof node_buffer.Buffer === "function") return node_buffer.Buffer.from(src, "base64");
			else if (typeof atob === "function") {
				const str = atob(src.replace(/[\n\r]/g, ""));
				const buffer = new Uint8Array(str.length);
				for (let i = 0; i < str.length; ++i) buffer[i] = str.charCodeAt(i);
				return buffer;
			} else {
				onError("This environment does not support reading binary tags; either Buffer or atob is required");
				return src;
			}
		},
		stringify({ comment, type, value }, ctx, onComment, onChompKeep) {
			if (!value) return "";
			const buf = value;
			let str;
			if (typeof node_buffer.Buffer === "function") str = buf instanceof node_buffer.Buffer ? buf.toString("base64") : node_buffer.Buffer.from(buf.buffer).toString("base64");
			else if (typeof btoa === "function") {
				let s = "";
				for (let i = 0; i < buf.length; ++i) s += String.fromCharCode(buf[i]);
				str = btoa(s);
			} else throw new Error("This environment does not support writing binary tags; either Buffer or btoa is required");
			type ?? (type = Scalar.Scalar.BLOCK_LITERAL);
			if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
				const lineWidth = Math.max(ctx.options.lineWidth - ctx.indent.length, ctx.options.minContentWidth);
				const n = Math.ceil(str.length / lineWidth);
				const lines = new Array(n);
				for (let i = 0, o = 0; i < n; ++i, o += lineWidth) lines[i] = str.substr(o, lineWidth);
				str = lines.join(type === Scalar.Scalar.BLOCK_LITERAL ? "\n" : " ");
			}
			return stringifyString.stringifyString({
				comment,
				type,
				value: str
			}, ctx, onComment, onChompKeep);
		}
	};
}));
// node_modules/yaml/dist/schema/yaml-1.1/pairs.js
var require_pairs = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Pair = require_Pair();
	var Scalar = require_Scalar();
	var YAMLSeq = require_YAMLSeq();
	function resolvePairs(seq, onError) {
		if (identity.isSeq(seq)) for (let i = 0; i < seq.items.length; ++i) {
			let item = seq.items[i];
			if (identity.isPair(item)) continue;
			else if (identity.isMap(item)) {
				if (item.items.length > 1) onError("Each pair must have its own sequence indicator");
				const pair = item.items[0] || new Pair.Pair(new Scalar.Scalar(null));
				if (item.commentBefore) pair.key.commentBefore = pair.key.commentBefore ? `${item.commentBefore}\n${pair.key.commentBefore}` : item.commentBefore;
				if (item.comment) {
					const cn = pair.value ?? pair.key;
					cn.comment = cn.comment ? `${item.comment}\n${cn.comment}` : item.comment;
				}
				item = pair;
			}
			seq.items[i] = identity.isPair(item) ? item : new Pair.Pair(item);
		}
		else onError("Expected a sequence for this tag");
		return seq;
	}
	function createPairs(schema, iterable, ctx) {
		const { replacer } = ctx;
		const pairs = new YAMLSeq.YAMLSeq(schema);
		pairs.tag = "tag:yaml.org,2002:pairs";
		let i = 0;
		if (iterable && Symbol.iterator in Object(iterable)) for (let it of iterable) {
			if (typeof replacer === "function") it = replacer.call(iterable, String(i++), it);
			let key, value;
			if (Array.isArray(it)) {
				if (it.length === 2) {
					key = it[0];
					value = it[1];
				} else throw new TypeError(`Expected [key, value] tuple: ${it}`);
			} else if (it && it instanceof Object) {
				const keys = Object.keys(it);
				if (keys.length === 1) {
					key = keys[0];
					value = it[key];
				} else throw new TypeError(`Expected tuple with one key, not ${keys.length} keys`);
			} else key = it;
			pairs.items.push(Pair.createPair(key, value, ctx));
		}
		return pairs;
	}
	const pairs = {
		collection: "seq",
		default: false,
		tag: "tag:yaml.org,2002:pairs",
		resolve: resolvePairs,
		createNode: createPairs
	};
	exports.createPairs = createPairs;
	exports.pairs = pairs;
	exports.resolvePairs = resolvePairs;
}));
// node_modules/yaml/dist/schema/yaml-1.1/omap.js
var require_omap = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var toJS = require_toJS();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	var pairs = require_pairs();
	var YAMLOMap = class YAMLOMap extends YAMLSeq.YAMLSeq {
		constructor() {
			super();
			this.add = YAMLMap.YAMLMap.prototype.add.bind(this);
			this.delete = YAMLMap.YAMLMap.prototype.delete.bind(this);
			this.get = YAMLMap.YAMLMap.prototype.get.bind(this);
			this.has = YAMLMap.YAMLMap.prototype.has.bind(this);
			this.set = YAMLMap.YAMLMap.prototype.set.bind(this);
			this.tag = YAMLOMap.tag;
		}
		/**
		* If `ctx` is given, the return type is actually `Map<unknown, unknown>`,
		* but TypeScript won't allow widening the signature of a child method.
		*/
		toJSON(_, ctx) {
			if (!ctx) return super.toJSON(_);
			const map = /* @__PURE__ */ new Map();
			if (ctx?.onCreate) ctx.onCreate(map);
			for (const pair of this.items) {
				let key, value;
				if (identity.isPair(pair)) {
					key = toJS.toJS(pair.key, "", ctx);
					value = toJS.toJS(pair.value, key, ctx);
				} else key = toJS.toJS(pair, "", ctx);
				if (map.has(key)) throw new Error("Ordered maps must not include duplicate keys");
				map.set(key, value);
			}
			return map;
		}
		static from(schema, iterable, ctx) {
			const pairs$1 = pairs.createPairs(schema, iterable, ctx);
			const omap = new this();
			omap.items = pairs$1.items;
			return omap;
		}
	};
	YAMLOMap.tag = "tag:yaml.org,2002:omap";
	const omap = {
		collection: "seq",
		identify: (value) => value instanceof Map,
		nodeClass: YAMLOMap,
		default: false,
		tag: "tag:yaml.org,2002:omap",
		resolve(seq, onError) {
			const pairs$1 = pairs.resolvePairs(seq, onError);
			const seenKeys = [];
			for (const { key } of pairs$1.items) if (identity.isScalar(key)) {
				if (seenKeys.includes(key.value)) onError(`Ordered maps must not include duplicate keys: ${key.value}`);
				else seenKeys.push(key.value);
			}
			return Object.assign(new YAMLOMap(), pairs$1);
		},
		createNode: (schema, iterable, ctx) => YAMLOMap.from(schema, iterable, ctx)
	};
	exports.YAMLOMap = YAMLOMap;
	exports.omap = omap;
}));
// node_modules/yaml/dist/schema/yaml-1.1/bool.js
var require_bool = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	function boolStringify({ value, source }, ctx) {
		if (source && (value ? trueTag : falseTag).test.test(source)) return source;
		return value ? ctx.options.trueStr : ctx.options.falseStr;
	}
	const trueTag = {
		identify: (value) => value === true,
		default: true,
		tag: "tag:yaml.org,2002:bool",
		test: /^(?:Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/,
		resolve: () => new Scalar.Scalar(true),
		stringify: boolStringify
	};
	const falseTag = {
		identify: (value) => value === false,
		default: true,
		tag: "tag:yaml.org,2002:bool",
		test: /^(?:N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/,
		resolve: () => new Scalar.Scalar(false),
		stringify: boolStringify
	};
	exports.falseTag = falseTag;
	exports.trueTag = trueTag;
}));
// node_modules/yaml/dist/schema/yaml-1.1/float.js
var require_float = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var stringifyNumber = require_stringifyNumber();
	const floatNaN = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
		resolve: (str) => str.slice(-3).toLowerCase() === "nan" ? NaN : str[0] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
		stringify: stringifyNumber.stringifyNumber
	};
	const floatExp = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		format: "EXP",
		test: /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
		resolve: (str) => parseFloat(str.replace(/_/g, "")),
		stringify(node) {
			const num = Number(node.value);
			return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
		}
	};
	exports.float = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*$/,
		resolve(str) {
			const node = new Scalar.Scalar(parseFloat(str.replace(/_/g, "")));
			const dot = str.indexOf(".");
			if (dot !== -1) {
				const f = str.substring(dot + 1).replace(/_/g, "");
				if (f[f.length - 1] === "0") node.minFractionDigits = f.length;
			}
			return node;
		},
		stringify: stringifyNumber.stringifyNumber
	};
	exports.floatExp = floatExp;
	exports.floatNaN = floatNaN;
}));
// node_modules/yaml/dist/schema/yaml-1.1/int.js
var require_int = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyNumber = require_stringifyNumber();
	const intIdentify = (value) => typeof value === "bigint" || Number.isInteger(value);
	function intResolve(str, offset, radix, { intAsBigInt }) {
		const sign = str[0];
		if (sign === "-" || sign === "+") offset += 1;
		str = str.substring(offset).replace(/_/g, "");
		if (intAsBigInt) {
			switch (radix) {
				case 2:
					str = `0b${str}`;
					break;
				case 8:
					str = `0o${str}`;
					break;
				case 16: str = `0x${str}`;
			}
			const n = BigInt(str);
			return sign === "-" ? BigInt(-1) * n : n;
		}
		const n = parseInt(str, radix);
		return sign === "-" ? -1 * n : n;
	}
	function intStringify(node, radix, prefix) {
		const { value } = node;
		if (intIdentify(value)) {
			const str = value.toString(radix);
			return value < 0 ? "-" + prefix + str.substr(1) : prefix + str;
		}
		return stringifyNumber.stringifyNumber(node);
	}
	const intBin = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "BIN",
		test: /^[-+]?0b[0-1_]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 2, opt),
		stringify: (node) => intStringify(node, 2, "0b")
	};
	const intOct = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "OCT",
		test: /^[-+]?0[0-7_]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 1, 8, opt),
		stringify: (node) => intStringify(node, 8, "0")
	};
	const int = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		test: /^[-+]?[0-9][0-9_]*$/,
		resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
		stringify: stringifyNumber.stringifyNumber
	};
	const intHex = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "HEX",
		test: /^[-+]?0x[0-9a-fA-F_]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
		stringify: (node) => intStringify(node, 16, "0x")
	};
	exports.int = int;
	exports.intBin = intBin;
	exports.intHex = intHex;
	exports.intOct = intOct;
}));
// node_modules/yaml/dist/schema/yaml-1.1/set.js
var require_set = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Pair = require_Pair();
	var YAMLMap = require_YAMLMap();
	var YAMLSet = class YAMLSet extends YAMLMap.YAMLMap {
		constructor(schema) {
			super(schema);
			this.tag = YAMLSet.tag;
		}
		add(key) {
			let pair;
			if (identity.isPair(key)) pair = key;
			else if (key && typeof key === "object" && "key" in key && "value" in key && key.value === null) pair = new Pair.Pair(key.key, null);
			else pair = new Pair.Pair(key, null);
			if (!YAMLMap.findPair(this.items, pair.key)) this.items.push(pair);
		}
		/**
		* If `keepPair` is `true`, returns the Pair matching `key`.
		* Otherwise, returns the value of that Pair's key.
		*/
		get(key, keepPair) {
			const pair = YAMLMap.findPair(this.items, key);
			return !keepPair && identity.isPair(pair) ? identity.isScalar(pair.key) ? pair.key.value : pair.key : pair;
		}
		set(key, value) {
			if (typeof value !== "boolean") throw new Error(`Expected boolean value for set(key, value) in a YAML set, not ${typeof value}`);
			const prev = YAMLMap.findPair(this.items, key);
			if (prev && !value) this.items.splice(this.items.indexOf(prev), 1);
			else if (!prev && value) this.items.push(new Pair.Pair(key));
		}
		toJSON(_, ctx) {
			return super.toJSON(_, ctx, Set);
		}
		toString(ctx, onComment, onChompKeep) {
			if (!ctx) return JSON.stringify(this);
			if (this.hasAllNullValues(true)) return super.toString(Object.assign({}, ctx, { allNullValues: true }), onComment, onChompKeep);
			else throw new Error("Set items must all have null values");
		}
		static from(schema, iterable, ctx) {
			const { replacer } = ctx;
			const set = new this(schema);
			if (iterable && Symbol.iterator in Object(iterable)) for (let value of iterable) {
				if (typeof replacer === "function") value = replacer.call(iterable, value, value);
				set.items.push(Pair.createPair(value, null, ctx));
			}
			return set;
		}
	};
	YAMLSet.tag = "tag:yaml.org,2002:set";
	const set = {
		collection: "map",
		identify: (value) => value instanceof Set,
		nodeClass: YAMLSet,
		default: false,
		tag: "tag:yaml.org,2002:set",
		createNode: (schema, iterable, ctx) => YAMLSet.from(schema, iterable, ctx),
		resolve(map, onError) {
			if (identity.isMap(map)) {
				if (map.hasAllNullValues(true)) return Object.assign(new YAMLSet(), map);
				else onError("Set items must all have null values");
			} else onError("Expected a mapping for this tag");
			return map;
		}
	};
	exports.YAMLSet = YAMLSet;
	exports.set = set;
}));
// node_modules/yaml/dist/schema/yaml-1.1/timestamp.js
var require_timestamp = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyNumber = require_stringifyNumber();
	/** Internal types handle bigint as number, because TS can't figure it out. */
	function parseSexagesimal(str, asBigInt) {
		const sign = str[0];
		const parts = sign === "-" || sign === "+" ? str.substring(1) : str;
		const num = (n) => asBigInt ? BigInt(n) : Number(n);
		const res = parts.replace(/_/g, "").split(":").reduce((res, p) => res * num(60) + num(p), num(0));
		return sign === "-" ? num(-1) * res : res;
	}
	/**
	* hhhh:mm:ss.sss
	*
	* Internal types handle bigint as number, because TS can't figure it out.
	*/
	function stringifySexagesimal(node) {
		let { value } = node;
		let num = (n) => n;
		if (typeof value === "bigint") num = (n) => BigInt(n);
		else if (isNaN(value) || !isFinite(value)) return stringifyNumber.stringifyNumber(node);
		let sign = "";
		if (value < 0) {
			sign = "-";
			value *= num(-1);
		}
		const _60 = num(60);
		const parts = [value % _60];
		if (value < 60) parts.unshift(0);
		else {
			value = (value - parts[0]) / _60;
			parts.unshift(value % _60);
			if (value >= 60) {
				value = (value - parts[0]) / _60;
				parts.unshift(value);
			}
		}
		return sign + parts.map((n) => String(n).padStart(2, "0")).join(":").replace(/000000\d*$/, "");
	}
	const intTime = {
		identify: (value) => typeof value === "bigint" || Number.isInteger(value),
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "TIME",
		test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+$/,
		resolve: (str, _onError, { intAsBigInt }) => parseSexagesimal(str, intAsBigInt),
		stringify: stringifySexagesimal
	};
	const floatTime = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		format: "TIME",
		test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
		resolve: (str) => parseSexagesimal(str, false),
		stringify: stringifySexagesimal
	};
	const timestamp = {
		identify: (value) => value instanceof Date,
		default: true,
		tag: "tag:yaml.org,2002:timestamp",
		test: RegExp("^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:t|T|[ \\t]+)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}(\\.[0-9]+)?)(?:[ \\t]*(Z|[-+][012]?[0-9](?::[0-9]{2})?))?)?$"),
		resolve(str) {
			const match = str.match(timestamp.test);
			if (!match) throw new Error("!!timestamp expects a date, starting with yyyy-mm-dd");
			const [, year, month, day, hour, minute, second] = match.map(Number);
			const millisec = match[7] ? Number((match[7] + "00").substr(1, 3)) : 0;
			let date = Date.UTC(year, month - 1, day, hour || 0, minute || 0, second || 0, millisec);
			const tz = match[8];
			if (tz && tz !== "Z") {
				let d = parseSexagesimal(tz, false);
				if (Math.abs(d) < 30) d *= 60;
				date -= 6e4 * d;
			}
			return new Date(date);
		},
		stringify: ({ value }) => value?.toISOString().replace(/(T00:00:00)?\.000Z$/, "") ?? ""
	};
	exports.floatTime = floatTime;
	exports.intTime = intTime;
	exports.timestamp = timestamp;
}));
// node_modules/yaml/dist/schema/yaml-1.1/schema.js
var require_schema = /* @__PURE__ */ __commonJSMin(((exports) => {
	var map = require_map();
	var _null = require_null();
	var seq = require_seq();
	var string = require_string();
	var binary = require_binary();
	var bool = require_bool();
	var float = require_float();
	var int = require_int();
	var merge = require_merge();
	var omap = require_omap();
	var pairs = require_pairs();
	var set = require_set();
	var timestamp = require_timestamp();
	exports.schema = [
		map.map,
		seq.seq,
		string.string,
		_null.nullTag,
		bool.trueTag,
		bool.falseTag,
		int.intBin,
		int.intOct,
		int.int,
		int.intHex,
		float.floatNaN,
		float.floatExp,
		float.float,
		binary.binary,
		merge.merge,
		omap.omap,
		pairs.pairs,
		set.set,
		timestamp.intTime,
		timestamp.floatTime,
		timestamp.timestamp
	];
}));
// node_modules/yaml/dist/schema/tags.js
var require_tags = /* @__PURE__ */ __commonJSMin(((exports) => {
	var map = require_map();
	var _null = require_null();
	var seq = require_seq();
	var string = require_string();
	var bool = require_bool$1();
	var float = require_float$1();
	var int = require_int$1();
	var schema = require_schema$2();
	var schema$1 = require_schema$1();
	var binary = require_binary();
	var merge = require_merge();
	var omap = require_omap();
	var pairs = require_pairs();
	var schema$2 = require_schema();
	var set = require_set();
	var timestamp = require_timestamp();
	const schemas = /* @__PURE__ */ new Map([
		["core", schema.schema],
		["failsafe", [
			map.map,
			seq.seq,
			string.string
		]],
		["json", schema$1.schema],
		["yaml11", schema$2.schema],
		["yaml-1.1", schema$2.schema]
	]);
	const tagsByName = {
		binary: binary.binary,
		bool: bool.boolTag,
		float: float.float,
		floatExp: float.floatExp,
		floatNaN: float.floatNaN,
		floatTime: timestamp.floatTime,
		int: int.int,
		intHex: int.intHex,
		intOct: int.intOct,
		intTime: timestamp.intTime,
		map: map.map,
		merge: merge.merge,
		null: _null.nullTag,
		omap: omap.omap,
		pairs: pairs.pairs,
		seq: seq.seq,
		set: set.set,
		timestamp: timestamp.timestamp
	};
	const coreKnownTags = {
		"tag:yaml.org,2002:binary": binary.binary,
		"tag:yaml.org,2002:merge": merge.merge,
		"tag:yaml.org,2002:omap": omap.omap,
		"tag:yaml.org,2002:pairs": pairs.pairs,
		"tag:yaml.org,2002:set": set.set,
		"tag:yaml.org,2002:timestamp": timestamp.timestamp
	};
	function getTags(customTags, schemaName, addMergeTag) {
		const schemaTags = schemas.get(schemaName);
		if (schemaTags && !customTags) return addMergeTag && !schemaTags.includes(merge.merge) ? schemaTags.concat(merge.merge) : schemaTags.slice();
		let tags = schemaTags;
		if (!tags) {
			if (Array.isArray(customTags)) tags = [];
			else {
				const keys = Array.from(schemas.keys()).filter((key) => key !== "yaml11").map((key) => JSON.stringify(key)).join(", ");
				throw new Error(`Unknown schema "${schemaName}"; use one of ${keys} or define customTags array`);
			}
		}
		if (Array.isArray(customTags)) for (const tag of customTags) tags = tags.concat(tag);
		else if (typeof customTags === "function") tags = customTags(tags.slice());
		if (addMergeTag) tags = tags.concat(merge.merge);
		return tags.reduce((tags, tag) => {
			const tagObj = typeof tag === "string" ? tagsByName[tag] : tag;
			if (!tagObj) {
				const tagName = JSON.stringify(tag);
				const keys = Object.keys(tagsByName).map((key) => JSON.stringify(key)).join(", ");
				throw new Error(`Unknown custom tag ${tagName}; use one of ${keys}`);
			}
			if (!tags.includes(tagObj)) tags.push(tagObj);
			return tags;
		}, []);
	}
	exports.coreKnownTags = coreKnownTags;
	exports.getTags = getTags;
}));
// node_modules/yaml/dist/schema/Schema.js
var require_Schema = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var map = require_map();
	var seq = require_seq();
	var string = require_string();
	var tags = require_tags();
	const sortMapEntriesByKey = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
	exports.Schema = class Schema {
		constructor({ compat, customTags, merge, resolveKnownTags, schema, sortMapEntries, toStringDefaults }) {
			this.compat = Array.isArray(compat) ? tags.getTags(compat, "compat") : compat ? tags.getTags(null, compat) : null;
			this.name = typeof schema === "string" && schema || "core";
			this.knownTags = resolveKnownTags ? tags.coreKnownTags : {};
			this.tags = tags.getTags(customTags, this.name, merge);
			this.toStringOptions = toStringDefaults ?? null;
			Object.defineProperty(this, identity.MAP, { value: map.map });
			Object.defineProperty(this, identity.SCALAR, { value: string.string });
			Object.defineProperty(this, identity.SEQ, { value: seq.seq });
			this.sortMapEntries = typeof sortMapEntries === "function" ? sortMapEntries : sortMapEntries === true ? sortMapEntriesByKey : null;
		}
		clone() {
			const copy = Object.create(Schema.prototype, Object.getOwnPropertyDescriptors(this));
			copy.tags = this.tags.slice();
			return copy;
		}
	};
}));
// node_modules/yaml/dist/stringify/stringifyDocument.js
var require_stringifyDocument = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var stringify = require_stringify();
	var stringifyComment = require_stringifyComment();
	function stringifyDocument(doc, options) {
		const lines = [];
		let hasDirectives = options.directives === true;
		if (options.directives !== false && doc.directives) {
			const dir = doc.directives.toString(doc);
			if (dir) {
				lines.push(dir);
				hasDirectives = true;
			} else if (doc.directives.docStart) hasDirectives = true;
		}
		if (hasDirectives) lines.push("---");
		const ctx = stringify.createStringifyContext(doc, options);
		const { commentString } = ctx.options;
		if (doc.commentBefore) {
			if (lines.length !== 1) lines.unshift("");
			const cs = commentString(doc.commentBefore);
			lines.unshift(stringifyComment.indentComment(cs, ""));
		}
		let chompKeep = false;
		let contentComment = null;
		if (doc.contents) {
			if (identity.isNode(doc.contents)) {
				if (doc.contents.spaceBefore && hasDirectives) lines.push("");
				if (doc.contents.commentBefore) {
					const cs = commentString(doc.contents.commentBefore);
					lines.push(stringifyComment.indentComment(cs, ""));
				}
				ctx.forceBlockIndent = !!doc.comment;
				contentComment = doc.contents.comment;
			}
			const onChompKeep = contentComment ? void 0 : () => chompKeep = true;
			let body = stringify.stringify(doc.contents, ctx, () => contentComment = null, onChompKeep);
			if (contentComment) body += stringifyComment.lineComment(body, "", commentString(contentComment));
			if ((body[0] === "|" || body[0] === ">") && lines[lines.length - 1] === "---") lines[lines.length - 1] = `--- ${body}`;
			else lines.push(body);
		} else lines.push(stringify.stringify(doc.contents, ctx));
		if (doc.directives?.docEnd) {
			if (doc.comment) {
				const cs = commentString(doc.comment);
				if (cs.includes("\n")) {
					lines.push("...");
					lines.push(stringifyComment.indentComment(cs, ""));
				} else lines.push(`... ${cs}`);
			} else lines.push("...");
		} else {
			let dc = doc.comment;
			if (dc && chompKeep) dc = dc.replace(/^\n+/, "");
			if (dc) {
				if ((!chompKeep || contentComment) && lines[lines.length - 1] !== "") lines.push("");
				lines.push(stringifyComment.indentComment(commentString(dc), ""));
			}
		}
		return lines.join("\n") + "\n";
	}
	exports.stringifyDocument = stringifyDocument;
}));
// node_modules/yaml/dist/doc/Document.js
var require_Document = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Alias = require_Alias();
	var Collection = require_Collection();
	var identity = require_identity();
	var Pair = require_Pair();
	var toJS = require_toJS();
	var Schema = require_Schema();
	var stringifyDocument = require_stringifyDocument();
	var anchors = require_anchors();
	var applyReviver = require_applyReviver();
	var createNode = require_createNode();
	var directives = require_directives();
	var Document = class Document {
		constructor(value, replacer, options) {
			/** A comment before this Document */
			this.commentBefore = null;
			/** A comment immediately after this Document */
			this.comment = null;
			/** Errors encountered during parsing. */
			this.errors = [];
			/** Warnings encountered during parsing. */
			this.warnings = [];
			Object.defineProperty(this, identity.NODE_TYPE, { value: identity.DOC });
			let _replacer = null;
			if (typeof replacer === "function" || Array.isArray(replacer)) _replacer = replacer;
			else if (options === void 0 && replacer) {
				options = replacer;
				replacer = void 0;
			}
			const opt = Object.assign({
				intAsBigInt: false,
				keepSourceTokens: false,
				logLevel: "warn",
				prettyErrors: true,
				strict: true,
				stringKeys: false,
				uniqueKeys: true,
				version: "1.2"
			}, options);
			this.options = opt;
			let { version } = opt;
			if (options?._directives) {
				this.directives = options._directives.atDocument();
				if (this.directives.yaml.explicit) version = this.directives.yaml.version;
			} else this.directives = new directives.Directives({ version });
			this.setSchema(version, options);
			this.contents = value === void 0 ? null : this.createNode(value, _replacer, options);
		}
		/**
		* Create a deep copy of this Document and its contents.
		*
		* Custom Node values that inherit from `Object` still refer to their original instances.
		*/
		clone() {
			const copy = Object.create(Document.prototype, { [identity.NODE_TYPE]: { value: identity.DOC } });
			copy.commentBefore = this.commentBefore;
			copy.comment = this.comment;
			copy.errors = this.errors.slice();
			copy.warnings = this.warnings.slice();
			copy.options = Object.assign({}, this.options);
			if (this.directives) copy.directives = this.directives.clone();
			copy.schema = this.schema.clone();
			copy.contents = identity.isNode(this.contents) ? this.contents.clone(copy.schema) : this.contents;
			if (this.range) copy.range = this.range.slice();
			return copy;
		}
		/** Adds a value to the document. */
		add(value) {
			if (assertCollection(this.contents)) this.contents.add(value);
		}
		/** Adds a value to the document. */
		addIn(path, value) {
			if (assertCollection(this.contents)) this.contents.addIn(path, value);
		}
		/**
		* Create a new `Alias` node, ensuring that the target `node` has the required anchor.
		*
		* If `node` already has an anchor, `name` is ignored.
		* Otherwise, the `node.anchor` value will be set to `name`,
		* or if an anchor with that name is already present in the document,
		* `name` will be used as a prefix for a new unique anchor.
		* If `name` is undefined, the generated anchor will use 'a' as a prefix.
		*/
		createAlias(node, name) {
			if (!node.anchor) {
				const prev = anchors.anchorNames(this);
				node.anchor = !name || prev.has(name) ? anchors.findNewAnchor(name || "a", prev) : name;
			}
			return new Alias.Alias(node.anchor);
		}
		createNode(value, replacer, options) {
			let _replacer = void 0;
			if (typeof replacer === "function") {
				value = replacer.call({ "": value }, "", value);
				_replacer = replacer;
			} else if (Array.isArray(replacer)) {
				const keyToStr = (v) => typeof v === "number" || v instanceof String || v instanceof Number;
				const asStr = replacer.filter(keyToStr).map(String);
				if (asStr.length > 0) replacer = replacer.concat(asStr);
				_replacer = replacer;
			} else if (options === void 0 && replacer) {
				options = replacer;
				replacer = void 0;
			}
			const { aliasDuplicateObjects, anchorPrefix, flow, keepUndefined, onTagObj, tag } = options ?? {};
			const { onAnchor, setAnchors, sourceObjects } = anchors.createNodeAnchors(this, anchorPrefix || "a");
			const ctx = {
				aliasDuplicateObjects: aliasDuplicateObjects ?? true,
				keepUndefined: keepUndefined ?? false,
				onAnchor,
				onTagObj,
				replacer: _replacer,
				schema: this.schema,
				sourceObjects
			};
			const node = createNode.createNode(value, tag, ctx);
			if (flow && identity.isCollection(node)) node.flow = true;
			setAnchors();
			return node;
		}
		/**
		* Convert a key and a value into a `Pair` using the current schema,
		* recursively wrapping all values as `Scalar` or `Collection` nodes.
		*/
		createPair(key, value, options = {}) {
			const k = this.createNode(key, null, options);
			const v = this.createNode(value, null, options);
			return new Pair.Pair(k, v);
		}
		/**
		* Removes a value from the document.
		* @returns `true` if the item was found and removed.
		*/
		delete(key) {
			return assertCollection(this.contents) ? this.contents.delete(key) : false;
		}
		/**
		* Removes a value from the document.
		* @returns `true` if the item was found and removed.
		*/
		deleteIn(path) {
			if (Collection.isEmptyPath(path)) {
				if (this.contents == null) return false;
				this.contents = null;
				return true;
			}
			return assertCollection(this.contents) ? this.contents.deleteIn(path) : false;
		}
		/**
		* Returns item at `key`, or `undefined` if not found. By default unwraps
		* scalar values from their surrounding node; to disable set `keepScalar` to
		* `true` (collections are always returned intact).
		*/
		get(key, keepScalar) {
			return identity.isCollection(this.contents) ? this.contents.get(key, keepScalar) : void 0;
		}
		/**
		* Returns item at `path`, or `undefined` if not found. By default unwraps
		* scalar values from their surrounding node; to disable set `keepScalar` to
		* `true` (collections are always returned intact).
		*/
		getIn(path, keepScalar) {
			if (Collection.isEmptyPath(path)) return !keepScalar && identity.isScalar(this.contents) ? this.contents.value : this.contents;
			return identity.isCollection(this.contents) ? this.contents.getIn(path, keepScalar) : void 0;
		}
		/**
		* Checks if the document includes a value with the key `key`.
		*/
		has(key) {
			return identity.isCollection(this.contents) ? this.contents.has(key) : false;
		}
		/**
		* Checks if the document includes a value at `path`.
		*/
		hasIn(path) {
			if (Collection.isEmptyPath(path)) return this.contents !== void 0;
			return identity.isCollection(this.contents) ? this.contents.hasIn(path) : false;
		}
		/**
		* Sets a value in this document. For `!!set`, `value` needs to be a
		* boolean to add/remove the item from the set.
		*/
		set(key, value) {
			if (this.contents == null) this.contents = Collection.collectionFromPath(this.schema, [key], value);
			else if (assertCollection(this.contents)) this.contents.set(key, value);
		}
		/**
		* Sets a value in this document. For `!!set`, `value` needs to be a
		* boolean to add/remove the item from the set.
		*/
		setIn(path, value) {
			if (Collection.isEmptyPath(path)) this.contents = value;
			else if (this.contents == null) this.contents = Collection.collectionFromPath(this.schema, Array.from(path), value);
			else if (assertCollection(this.contents)) this.contents.setIn(path, value);
		}
		/**
		* Change the YAML version and schema used by the document.
		* A `null` version disables support for directives, explicit tags, anchors, and aliases.
		* It also requires the `schema` option to be given as a `Schema` instance value.
		*
		* Overrides all previously set schema options.
		*/
		setSchema(version, options = {}) {
			if (typeof version === "number") version = String(version);
			let opt;
			switch (version) {
				case "1.1":
					if (this.directives) this.directives.yaml.version = "1.1";
					else this.directives = new directives.Directives({ version: "1.1" });
					opt = {
						resolveKnownTags: false,
						schema: "yaml-1.1"
					};
					break;
				case "1.2":
				case "next":
					if (this.directives) this.directives.yaml.version = version;
					else this.directives = new directives.Directives({ version });
					opt = {
						resolveKnownTags: true,
						schema: "core"
					};
					break;
				case null:
					if (this.directives) delete this.directives;
					opt = null;
					break;
				default: {
					const sv = JSON.stringify(version);
					throw new Error(`Expected '1.1', '1.2' or null as first argument, but found: ${sv}`);
				}
			}
			if (options.schema instanceof Object) this.schema = options.schema;
			else if (opt) this.schema = new Schema.Schema(Object.assign(opt, options));
			else throw new Error(`With a null YAML version, the { schema: Schema } option is required`);
		}
		toJS({ json, jsonArg, mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
			const ctx = {
				anchors: /* @__PURE__ */ new Map(),
				doc: this,
				keep: !json,
				mapAsMap: mapAsMap === true,
				mapKeyWarned: false,
				maxAliasCount: typeof maxAliasCount === "number" ? maxAliasCount : 100
			};
			const res = toJS.toJS(this.contents, jsonArg ?? "", ctx);
			if (typeof onAnchor === "function") for (const { count, res } of ctx.anchors.values()) onAnchor(res, count);
			return typeof reviver === "function" ? applyReviver.applyReviver(reviver, { "": res }, "", res) : res;
		}
		/**
		* A JSON representation of the document `contents`.
		*
		* @param jsonArg Used by `JSON.stringify` to indicate the array index or
		*   property name.
		*/
		toJSON(jsonArg, onAnchor) {
			return this.toJS({
				json: true,
				jsonArg,
				mapAsMap: false,
				onAnchor
			});
		}
		/** A YAML representation of the document. */
		toString(options = {}) {
			if (this.errors.length > 0) throw new Error("Document with errors cannot be stringified");
			if ("indent" in options && (!Number.isInteger(options.indent) || Number(options.indent) <= 0)) {
				const s = JSON.stringify(options.indent);
				throw new Error(`"indent" option must be a positive integer, not ${s}`);
			}
			return stringifyDocument.stringifyDocument(this, options);
		}
	};
	function assertCollection(contents) {
		if (identity.isCollection(contents)) return true;
		throw new Error("Expected a YAML collection as document contents");
	}
	exports.Document = Document;
}));
// node_modules/yaml/dist/errors.js
var require_errors = /* @__PURE__ */ __commonJSMin(((exports) => {
	var YAMLError = class extends Error {
		constructor(name, pos, code, message) {
			super();
			this.name = name;
			this.code = code;
			this.message = message;
			this.pos = pos;
		}
	};
	var YAMLParseError = class extends YAMLError {
		constructor(pos, code, message) {
			super("YAMLParseError", pos, code, message);
		}
	};
	var YAMLWarning = class extends YAMLError {
		constructor(pos, code, message) {
			super("YAMLWarning", pos, code, message);
		}
	};
	const prettifyError = (src, lc) => (error) => {
		if (error.pos[0] === -1) return;
		error.linePos = error.pos.map((pos) => lc.linePos(pos));
		const { line, col } = error.linePos[0];
		error.message += ` at line ${line}, column ${col}`;
		let ci = col - 1;
		let lineStr = src.substring(lc.lineStarts[line - 1], lc.lineStarts[line]).replace(/[\n\r]+$/, "");
		if (ci >= 60 && lineStr.length > 80) {
			const trimStart = Math.min(ci - 39, lineStr.length - 79);
			lineStr = "…" + lineStr.substring(trimStart);
			ci -= trimStart - 1;
		}
		if (lineStr.length > 80) lineStr = lineStr.substring(0, 79) + "…";
		if (line > 1 && /^ *$/.test(lineStr.substring(0, ci))) {
			let prev = src.substring(lc.lineStarts[line - 2], lc.lineStarts[line - 1]);
			if (prev.length > 80) prev = prev.substring(0, 79) + "…\n";
			lineStr = prev + lineStr;
		}
		if (/[^ ]/.test(lineStr)) {
			let count = 1;
			const end = error.linePos[1];
			if (end?.line === line && end.col > col) count = Math.max(1, Math.min(end.col - col, 80 - ci));
			const pointer = " ".repeat(ci) + "^".repeat(count);
			error.message += `:\n\n${lineStr}\n${pointer}\n`;
		}
	};
	exports.YAMLError = YAMLError;
	exports.YAMLParseError = YAMLParseError;
	exports.YAMLWarning = YAMLWarning;
	exports.prettifyError = prettifyError;
}));
// node_modules/yaml/dist/compose/resolve-props.js
var require_resolve_props = /* @__PURE__ */ __commonJSMin(((exports) => {
	function resolveProps(tokens, { flow, indicator, next, offset, onError, parentIndent, startOnNewline }) {
		let spaceBefore = false;
		let atNewline = startOnNewline;
		let hasSpace = startOnNewline;
		let comment = "";
		let commentSep = "";
		let hasNewline = false;
		let reqSpace = false;
		let tab = null;
		let anchor = null;
		let tag = null;
		let newlineAfterProp = null;
		let comma = null;
		let found = null;
		let start = null;
		for (const token of tokens) {
			if (reqSpace) {
				if (token.type !== "space" && token.type !== "newline" && token.type !== "comma") onError(token.offset, "MISSING_CHAR", "Tags and anchors must be separated from the next token by white space");
				reqSpace = false;
			}
			if (tab) {
				if (atNewline && token.type !== "comment" && token.type !== "newline") onError(tab, "TAB_AS_INDENT", "Tabs are not allowed as indentation");
				tab = null;
			}
			switch (token.type) {
				case "space":
					if (!flow && (indicator !== "doc-start" || next?.type !== "flow-collection") && token.source.includes("	")) tab = token;
					hasSpace = true;
					break;
				case "comment": {
					if (!hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
					const cb = token.source.substring(1) || " ";
					if (!comment) comment = cb;
					else comment += commentSep + cb;
					commentSep = "";
					atNewline = false;
					break;
				}
				case "newline":
					if (atNewline) {
						if (comment) comment += token.source;
						else if (!found || indicator !== "seq-item-ind") spaceBefore = true;
					} else commentSep += token.source;
					atNewline = true;
					hasNewline = true;
					if (anchor || tag) newlineAfterProp = token;
					hasSpace = true;
					break;
				case "anchor":
					if (anchor) onError(token, "MULTIPLE_ANCHORS", "A node can have at most one anchor");
					if (token.source.endsWith(":")) onError(token.offset + token.source.length - 1, "BAD_ALIAS", "Anchor ending in : is ambiguous", true);
					anchor = token;
					start ?? (start = token.offset);
					atNewline = false;
					hasSpace = false;
					reqSpace = true;
					break;
				case "tag":
					if (tag) onError(token, "MULTIPLE_TAGS", "A node can have at most one tag");
					tag = token;
					start ?? (start = token.offset);
					atNewline = false;
					hasSpace = false;
					reqSpace = true;
					break;
				case indicator:
					if (anchor || tag) onError(token, "BAD_PROP_ORDER", `Anchors and tags must be after the ${token.source} indicator`);
					if (found) onError(token, "UNEXPECTED_TOKEN", `Unexpected ${token.source} in ${flow ?? "collection"}`);
					found = token;
					atNewline = indicator === "seq-item-ind" || indicator === "explicit-key-ind";
					hasSpace = false;
					break;
				case "comma": if (flow) {
					if (comma) onError(token, "UNEXPECTED_TOKEN", `Unexpected , in ${flow}`);
					comma = token;
					atNewline = false;
					hasSpace = false;
					break;
				}
				default:
					onError(token, "UNEXPECTED_TOKEN", `Unexpected ${token.type} token`);
					atNewline = false;
					hasSpace = false;
			}
		}
		const last = tokens[tokens.length - 1];
		const end = last ? last.offset + last.source.length : offset;
		if (reqSpace && next && next.type !== "space" && next.type !== "newline" && next.type !== "comma" && (next.type !== "scalar" || next.source !== "")) onError(next.offset, "MISSING_CHAR", "Tags and anchors must be separated from the next token by white space");
		if (tab && (atNewline && tab.indent <= parentIndent || next?.type === "block-map" || next?.type === "block-seq")) onError(tab, "TAB_AS_INDENT", "Tabs are not allowed as indentation");
		return {
			comma,
			found,
			spaceBefore,
			comment,
			hasNewline,
			anchor,
			tag,
			newlineAfterProp,
			end,
			start: start ?? end
		};
	}
	exports.resolveProps = resolveProps;
}));
// node_modules/yaml/dist/compose/util-contains-newline.js
var require_util_contains_newline = /* @__PURE__ */ __commonJSMin(((exports) => {
	function containsNewline(key) {
		if (!key) return null;
		switch (key.type) {
			case "alias":
			case "scalar":
			case "double-quoted-scalar":
			case "single-quoted-scalar":
				if (key.source.includes("\n")) return true;
				if (key.end) {
					for (const st of key.end) if (st.type === "newline") return true;
				}
				return false;
			case "flow-collection":
				for (const it of key.items) {
					for (const st of it.start) if (st.type === "newline") return true;
					if (it.sep) {
						for (const st of it.sep) if (st.type === "newline") return true;
					}
					if (containsNewline(it.key) || containsNewline(it.value)) return true;
				}
				return false;
			default: return true;
		}
	}
	exports.containsNewline = containsNewline;
}));
// node_modules/yaml/dist/compose/util-flow-indent-check.js
var require_util_flow_indent_check = /* @__PURE__ */ __commonJSMin(((exports) => {
	var utilContainsNewline = require_util_contains_newline();
	function flowIndentCheck(indent, fc, onError) {
		if (fc?.type === "flow-collection") {
			const end = fc.end[0];
			if (end.indent === indent && (end.source === "]" || end.source === "}") && utilContainsNewline.containsNewline(fc)) onError(end, "BAD_INDENT", "Flow end indicator should be more indented than parent", true);
		}
	}
	exports.flowIndentCheck = flowIndentCheck;
}));
// node_modules/yaml/dist/compose/util-map-includes.js
var require_util_map_includes = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	function mapIncludes(ctx, items, search) {
		const { uniqueKeys } = ctx.options;
		if (uniqueKeys === false) return false;
		const isEqual = typeof uniqueKeys === "function" ? uniqueKeys : (a, b) => a === b || identity.isScalar(a) && identity.isScalar(b) && a.value === b.value;
		return items.some((pair) => isEqual(pair.key, search));
	}
	exports.mapIncludes = mapIncludes;
}));
// node_modules/yaml/dist/compose/resolve-block-map.js
var require_resolve_block_map = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Pair = require_Pair();
	var YAMLMap = require_YAMLMap();
	var resolveProps = require_resolve_props();
	var utilContainsNewline = require_util_contains_newline();
	var utilFlowIndentCheck = require_util_flow_indent_check();
	var utilMapIncludes = require_util_map_includes();
	const startColMsg = "All mapping items must start at the same column";
	function resolveBlockMap({ composeNode, composeEmptyNode }, ctx, bm, onError, tag) {
		const map = new ((tag?.nodeClass) ?? YAMLMap.YAMLMap)(ctx.schema);
		if (ctx.atRoot) ctx.atRoot = false;
		let offset = bm.offset;
		let commentEnd = null;
		for (const collItem of bm.items) {
			const { start, key, sep, value } = collItem;
			const keyProps = resolveProps.resolveProps(start, {
				indicator: "explicit-key-ind",
				next: key ?? sep?.[0],
				offset,
				onError,
				parentIndent: bm.indent,
				startOnNewline: true
			});
			const implicitKey = !keyProps.found;
			if (implicitKey) {
				if (key) {
					if (key.type === "block-seq") onError(offset, "BLOCK_AS_IMPLICIT_KEY", "A block sequence may not be used as an implicit map key");
					else if ("indent" in key && key.indent !== bm.indent) onError(offset, "BAD_INDENT", startColMsg);
				}
				if (!keyProps.anchor && !keyProps.tag && !sep) {
					commentEnd = keyProps.end;
					if (keyProps.comment) {
						if (map.comment) map.comment += "\n" + keyProps.comment;
						else map.comment = keyProps.comment;
					}
					continue;
				}
				if (keyProps.newlineAfterProp || utilContainsNewline.containsNewline(key)) onError(key ?? start[start.length - 1], "MULTILINE_IMPLICIT_KEY", "Implicit keys need to be on a single line");
			} else if (keyProps.found?.indent !== bm.indent) onError(offset, "BAD_INDENT", startColMsg);
			ctx.atKey = true;
			const keyStart = keyProps.end;
			const keyNode = key ? composeNode(ctx, key, keyProps, onError) : composeEmptyNode(ctx, keyStart, start, null, keyProps, onError);
			if (ctx.schema.compat) utilFlowIndentCheck.flowIndentCheck(bm.indent, key, onError);
			ctx.atKey = false;
			if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode)) onError(keyStart, "DUPLICATE_KEY", "Map keys must be unique");
			const valueProps = resolveProps.resolveProps(sep ?? [], {
				indicator: "map-value-ind",
				next: value,
				offset: keyNode.range[2],
				onError,
				parentIndent: bm.indent,
				startOnNewline: !key || key.type === "block-scalar"
			});
			offset = valueProps.end;
			if (valueProps.found) {
				if (implicitKey) {
					if (value?.type === "block-map" && !valueProps.hasNewline) onError(offset, "BLOCK_AS_IMPLICIT_KEY", "Nested mappings are not allowed in compact mappings");
					if (ctx.options.strict && keyProps.start < valueProps.found.offset - 1024) onError(keyNode.range, "KEY_OVER_1024_CHARS", "The : indicator must be at most 1024 chars after the start of an implicit block mapping key");
				}
				const valueNode = value ? composeNode(ctx, value, valueProps, onError) : composeEmptyNode(ctx, offset, sep, null, valueProps, onError);
				if (ctx.schema.compat) utilFlowIndentCheck.flowIndentCheck(bm.indent, value, onError);
				offset = valueNode.range[2];
				const pair = new Pair.Pair(keyNode, valueNode);
				if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
				map.items.push(pair);
			} else {
				if (implicitKey) onError(keyNode.range, "MISSING_CHAR", "Implicit map keys need to be followed by map values");
				if (valueProps.comment) {
					if (keyNode.comment) keyNode.comment += "\n" + valueProps.comment;
					else keyNode.comment = valueProps.comment;
				}
				const pair = new Pair.Pair(keyNode);
				if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
				map.items.push(pair);
			}
		}
		if (commentEnd && commentEnd < offset) onError(commentEnd, "IMPOSSIBLE", "Map comment with trailing content");
		map.range = [
			bm.offset,
			offset,
			commentEnd ?? offset
		];
		return map;
	}
	exports.resolveBlockMap = resolveBlockMap;
}));
// node_modules/yaml/dist/compose/resolve-block-seq.js
var require_resolve_block_seq = /* @__PURE__ */ __commonJSMin(((exports) => {
	var YAMLSeq = require_YAMLSeq();
	var resolveProps = require_resolve_props();
	var utilFlowIndentCheck = require_util_flow_indent_check();
	function resolveBlockSeq({ composeNode, composeEmptyNode }, ctx, bs, onError, tag) {
		const seq = new ((tag?.nodeClass) ?? YAMLSeq.YAMLSeq)(ctx.schema);
		if (ctx.atRoot) ctx.atRoot = false;
		if (ctx.atKey) ctx.atKey = false;
		let offset = bs.offset;
		let commentEnd = null;
		for (const { start, value } of bs.items) {
			const props = resolveProps.resolveProps(start, {
				indicator: "seq-item-ind",
				next: value,
				offset,
				onError,
				parentIndent: bs.indent,
				startOnNewline: true
			});
			if (!props.found) {
				if (props.anchor || props.tag || value) {
					if (value?.type === "block-seq") onError(props.end, "BAD_INDENT", "All sequence items must start at the same column");
					else onError(offset, "MISSING_CHAR", "Sequence item without - indicator");
				} else {
					commentEnd = props.end;
					if (props.comment) seq.comment = props.comment;
					continue;
				}
			}
			const node = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, start, null, props, onError);
			if (ctx.schema.compat) utilFlowIndentCheck.flowIndentCheck(bs.indent, value, onError);
			offset = node.range[2];
			seq.items.push(node);
		}
		seq.range = [
			bs.offset,
			offset,
			commentEnd ?? offset
		];
		return seq;
	}
	exports.resolveBlockSeq = resolveBlockSeq;
}));
// node_modules/yaml/dist/compose/resolve-end.js
var require_resolve_end = /* @__PURE__ */ __commonJSMin(((exports) => {
	function resolveEnd(end, offset, reqSpace, onError) {
		let comment = "";
		if (end) {
			let hasSpace = false;
			let sep = "";
			for (const token of end) {
				const { source, type } = token;
				switch (type) {
					case "space":
						hasSpace = true;
						break;
					case "comment": {
						if (reqSpace && !hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
						const cb = source.substring(1) || " ";
						if (!comment) comment = cb;
						else comment += sep + cb;
						sep = "";
						break;
					}
					case "newline":
						if (comment) sep += source;
						hasSpace = true;
						break;
					default: onError(token, "UNEXPECTED_TOKEN", `Unexpected ${type} at node end`);
				}
				offset += source.length;
			}
		}
		return {
			comment,
			offset
		};
	}
	exports.resolveEnd = resolveEnd;
}));
// node_modules/yaml/dist/compose/resolve-flow-collection.js
var require_resolve_flow_collection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Pair = require_Pair();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	var resolveEnd = require_resolve_end();
	var resolveProps = require_resolve_props();
	var utilContainsNewline = require_util_contains_newline();
	var utilMapIncludes = require_util_map_includes();
	const blockMsg = "Block collections are not allowed within flow collections";
	const isBlock = (token) => token && (token.type === "block-map" || token.type === "block-seq");
	function resolveFlowCollection({ composeNode, composeEmptyNode }, ctx, fc, onError, tag) {
		const isMap = fc.start.source === "{";
		const fcName = isMap ? "flow map" : "flow sequence";
		const coll = new ((tag?.nodeClass) ?? (isMap ? YAMLMap.YAMLMap : YAMLSeq.YAMLSeq))(ctx.schema);
		coll.flow = true;
		const atRoot = ctx.atRoot;
		if (atRoot) ctx.atRoot = false;
		if (ctx.atKey) ctx.atKey = false;
		let offset = fc.offset + fc.start.source.length;
		for (let i = 0; i < fc.items.length; ++i) {
			const collItem = fc.items[i];
			const { start, key, sep, value } = collItem;
			const props = resolveProps.resolveProps(start, {
				flow: fcName,
				indicator: "explicit-key-ind",
				next: key ?? sep?.[0],
				offset,
				onError,
				parentIndent: fc.indent,
				startOnNewline: false
			});
			if (!props.found) {
				if (!props.anchor && !props.tag && !sep && !value) {
					if (i === 0 && props.comma) onError(props.comma, "UNEXPECTED_TOKEN", `Unexpected , in ${fcName}`);
					else if (i < fc.items.length - 1) onError(props.start, "UNEXPECTED_TOKEN", `Unexpected empty item in ${fcName}`);
					if (props.comment) {
						if (coll.comment) coll.comment += "\n" + props.comment;
						else coll.comment = props.comment;
					}
					offset = props.end;
					continue;
				}
				if (!isMap && ctx.options.strict && utilContainsNewline.containsNewline(key)) onError(key, "MULTILINE_IMPLICIT_KEY", "Implicit keys of flow sequence pairs need to be on a single line");
			}
			if (i === 0) {
				if (props.comma) onError(props.comma, "UNEXPECTED_TOKEN", `Unexpected , in ${fcName}`);
			} else {
				if (!props.comma) onError(props.start, "MISSING_CHAR", `Missing , between ${fcName} items`);
				if (props.comment) {
					let prevItemComment = "";
					loop: for (const st of start) switch (st.type) {
						case "comma":
						case "space": break;
						case "comment":
							prevItemComment = st.source.substring(1);
							break loop;
						default: break loop;
					}
					if (prevItemComment) {
						let prev = coll.items[coll.items.length - 1];
						if (identity.isPair(prev)) prev = prev.value ?? prev.key;
						if (prev.comment) prev.comment += "\n" + prevItemComment;
						else prev.comment = prevItemComment;
						props.comment = props.comment.substring(prevItemComment.length + 1);
					}
				}
			}
			if (!isMap && !sep && !props.found) {
				const valueNode = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, sep, null, props, onError);
				coll.items.push(valueNode);
				offset = valueNode.range[2];
				if (isBlock(value)) onError(valueNode.range, "BLOCK_IN_FLOW", blockMsg);
			} else {
				ctx.atKey = true;
				const keyStart = props.end;
				const keyNode = key ? composeNode(ctx, key, props, onError) : composeEmptyNode(ctx, keyStart, start, null, props, onError);
				if (isBlock(key)) onError(keyNode.range, "BLOCK_IN_FLOW", blockMsg);
				ctx.atKey = false;
				const valueProps = resolveProps.resolveProps(sep ?? [], {
					flow: fcName,
					indicator: "map-value-ind",
					next: value,
					offset: keyNode.range[2],
					onError,
					parentIndent: fc.indent,
					startOnNewline: false
				});
				if (valueProps.found) {
					if (!isMap && !props.found && ctx.options.strict) {
						if (sep) for (const st of sep) {
							if (st === valueProps.found) break;
							if (st.type === "newline") {
								onError(st, "MULTILINE_IMPLICIT_KEY", "Implicit keys of flow sequence pairs need to be on a single line");
								break;
							}
						}
						if (props.start < valueProps.found.offset - 1024) onError(valueProps.found, "KEY_OVER_1024_CHARS", "The : indicator must be at most 1024 chars after the start of an implicit flow sequence key");
					}
				} else if (value) {
					if ("source" in value && value.source?.[0] === ":") onError(value, "MISSING_CHAR", `Missing space after : in ${fcName}`);
					else onError(valueProps.start, "MISSING_CHAR", `Missing , or : between ${fcName} items`);
				}
				const valueNode = value ? composeNode(ctx, value, valueProps, onError) : valueProps.found ? composeEmptyNode(ctx, valueProps.end, sep, null, valueProps, onError) : null;
				if (valueNode) {
					if (isBlock(value)) onError(valueNode.range, "BLOCK_IN_FLOW", blockMsg);
				} else if (valueProps.comment) {
					if (keyNode.comment) keyNode.comment += "\n" + valueProps.comment;
					else keyNode.comment = valueProps.comment;
				}
				const pair = new Pair.Pair(keyNode, valueNode);
				if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
				if (isMap) {
					const map = coll;
					if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode)) onError(keyStart, "DUPLICATE_KEY", "Map keys must be unique");
					map.items.push(pair);
				} else {
					const map = new YAMLMap.YAMLMap(ctx.schema);
					map.flow = true;
					map.items.push(pair);
					const endRange = (valueNode ?? keyNode).range;
					map.range = [
						keyNode.range[0],
						endRange[1],
						endRange[2]
					];
					coll.items.push(map);
				}
				offset = valueNode ? valueNode.range[2] : valueProps.end;
			}
		}
		const expectedEnd = isMap ? "}" : "]";
		const [ce, ...ee] = fc.end;
		let cePos = offset;
		if (ce?.source === expectedEnd) cePos = ce.offset + ce.source.length;
		else {
			const name = fcName[0].toUpperCase() + fcName.substring(1);
			const msg = atRoot ? `${name} must end with a ${expectedEnd}` : `${name} in block collection must be sufficiently indented and end with a ${expectedEnd}`;
			onError(offset, atRoot ? "MISSING_CHAR" : "BAD_INDENT", msg);
			if (ce && ce.source.length !== 1) ee.unshift(ce);
		}
		if (ee.length > 0) {
			const end = resolveEnd.resolveEnd(ee, cePos, ctx.options.strict, onError);
			if (end.comment) {
				if (coll.comment) coll.comment += "\n" + end.comment;
				else coll.comment = end.comment;
			}
			coll.range = [
				fc.offset,
				cePos,
				end.offset
			];
		} else coll.range = [
			fc.offset,
			cePos,
			cePos
		];
		return coll;
	}
	exports.resolveFlowCollection = resolveFlowCollection;
}));
// node_modules/yaml/dist/compose/compose-collection.js
var require_compose_collection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	var resolveBlockMap = require_resolve_block_map();
	var resolveBlockSeq = require_resolve_block_seq();
	var resolveFlowCollection = require_resolve_flow_collection();
	function resolveCollection(CN, ctx, token, onError, tagName, tag) {
		const coll = token.type === "block-map" ? resolveBlockMap.resolveBlockMap(CN, ctx, token, onError, tag) : token.type === "block-seq" ? resolveBlockSeq.resolveBlockSeq(CN, ctx, token, onError, tag) : resolveFlowCollection.resolveFlowCollection(CN, ctx, token, onError, tag);
		const Coll = coll.constructor;
		if (tagName === "!" || tagName === Coll.tagName) {
			coll.tag = Coll.tagName;
			return coll;
		}
		if (tagName) coll.tag = tagName;
		return coll;
	}
	function composeCollection(CN, ctx, token, props, onError) {
		const tagToken = props.tag;
		const tagName = !tagToken ? null : ctx.directives.tagName(tagToken.source, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg));
		if (token.type === "block-seq") {
			const { anchor, newlineAfterProp: nl } = props;
			const lastProp = anchor && tagToken ? anchor.offset > tagToken.offset ? anchor : tagToken : anchor ?? tagToken;
			if (lastProp && (!nl || nl.offset < lastProp.offset)) onError(lastProp, "MISSING_CHAR", "Missing newline after block sequence props");
		}
		const expType = token.type === "block-map" ? "map" : token.type === "block-seq" ? "seq" : token.start.source === "{" ? "map" : "seq";
		if (!tagToken || !tagName || tagName === "!" || tagName === YAMLMap.YAMLMap.tagName && expType === "map" || tagName === YAMLSeq.YAMLSeq.tagName && expType === "seq") return resolveCollection(CN, ctx, token, onError, tagName);
		let tag = ctx.schema.tags.find((t) => t.tag === tagName && t.collection === expType);
		if (!tag) {
			const kt = ctx.schema.knownTags[tagName];
			if (kt?.collection === expType) {
				ctx.schema.tags.push(Object.assign({}, kt, { default: false }));
				tag = kt;
			} else {
				if (kt) onError(tagToken, "BAD_COLLECTION_TYPE", `${kt.tag} used for ${expType} collection, but expects ${kt.collection ?? "scalar"}`, true);
				else onError(tagToken, "TAG_RESOLVE_FAILED", `Unresolved tag: ${tagName}`, true);
				return resolveCollection(CN, ctx, token, onError, tagName);
			}
		}
		const coll = resolveCollection(CN, ctx, token, onError, tagName, tag);
		const res = tag.resolve?.(coll, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg), ctx.options) ?? coll;
		const node = identity.isNode(res) ? res : new Scalar.Scalar(res);
		node.range = coll.range;
		node.tag = tagName;
		if (tag?.format) node.format = tag.format;
		return node;
	}
	exports.composeCollection = composeCollection;
}));
// node_modules/yaml/dist/compose/resolve-block-scalar.js
var require_resolve_block_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	function resolveBlockScalar(ctx, scalar, onError) {
		const start = scalar.offset;
		const header = parseBlockScalarHeader(scalar, ctx.options.strict, onError);
		if (!header) return {
			value: "",
			type: null,
			comment: "",
			range: [
				start,
				start,
				start
			]
		};
		const type = header.mode === ">" ? Scalar.Scalar.BLOCK_FOLDED : Scalar.Scalar.BLOCK_LITERAL;
		const lines = scalar.source ? splitLines(scalar.source) : [];
		let chompStart = lines.length;
		for (let i = lines.length - 1; i >= 0; --i) {
			const content = lines[i][1];
			if (content === "" || content === "\r") chompStart = i;
			else break;
		}
		if (chompStart === 0) {
			const value = header.chomp === "+" && lines.length > 0 ? "\n".repeat(Math.max(1, lines.length - 1)) : "";
			let end = start + header.length;
			if (scalar.source) end += scalar.source.length;
			return {
				value,
				type,
				comment: header.comment,
				range: [
					start,
					end,
					end
				]
			};
		}
		let trimIndent = scalar.indent + header.indent;
		let offset = scalar.offset + header.length;
		let contentStart = 0;
		for (let i = 0; i < chompStart; ++i) {
			const [indent, content] = lines[i];
			if (content === "" || content === "\r") {
				if (header.indent === 0 && indent.length > trimIndent) trimIndent = indent.length;
			} else {
				if (indent.length < trimIndent) onError(offset + indent.length, "MISSING_CHAR", "Block scalars with more-indented leading empty lines must use an explicit indentation indicator");
				if (header.indent === 0) trimIndent = indent.length;
				contentStart = i;
				if (trimIndent === 0 && !ctx.atRoot) onError(offset, "BAD_INDENT", "Block scalar values in collections must be indented");
				break;
			}
			offset += indent.length + content.length + 1;
		}
		for (let i = lines.length - 1; i >= chompStart; --i) if (lines[i][0].length > trimIndent) chompStart = i + 1;
		let value = "";
		let sep = "";
		let prevMoreIndented = false;
		for (let i = 0; i < contentStart; ++i) value += lines[i][0].slice(trimIndent) + "\n";
		for (let i = contentStart; i < chompStart; ++i) {
			let [indent, content] = lines[i];
			offset += indent.length + content.length + 1;
			const crlf = content[content.length - 1] === "\r";
			if (crlf) content = content.slice(0, -1);
			/* istanbul ignore if already caught in lexer */
			if (content && indent.length < trimIndent) {
				const message = `Block scalar lines must not be less indented than their ${header.indent ? "explicit indentation indicator" : "first line"}`;
				onError(offset - content.length - (crlf ? 2 : 1), "BAD_INDENT", message);
				indent = "";
			}
			if (type === Scalar.Scalar.BLOCK_LITERAL) {
				value += sep + indent.slice(trimIndent) + content;
				sep = "\n";
			} else if (indent.length > trimIndent || content[0] === "	") {
				if (sep === " ") sep = "\n";
				else if (!prevMoreIndented && sep === "\n") sep = "\n\n";
				value += sep + indent.slice(trimIndent) + content;
				sep = "\n";
				prevMoreIndented = true;
			} else if (content === "") {
				if (sep === "\n") value += "\n";
				else sep = "\n";
			} else {
				value += sep + content;
				sep = " ";
				prevMoreIndented = false;
			}
		}
		switch (header.chomp) {
			case "-": break;
			case "+":
				for (let i = chompStart; i < lines.length; ++i) value += "\n" + lines[i][0].slice(trimIndent);
				if (value[value.length - 1] !== "\n") value += "\n";
				break;
			default: value += "\n";
		}
		const end = start + header.length + scalar.source.length;
		return {
			value,
			type,
			comment: header.comment,
			range: [
				start,
				end,
				end
			]
		};
	}
	function parseBlockScalarHeader({ offset, props }, strict, onError) {
		/* istanbul ignore if should not happen */
		if (props[0].type !== "block-scalar-header") {
			onError(props[0], "IMPOSSIBLE", "Block scalar header not found");
			return null;
		}
		const { source } = props[0];
		const mode = source[0];
		let indent = 0;
		let chomp = "";
		let error = -1;
		for (let i = 1; i < source.length; ++i) {
			const ch = source[i];
			if (!chomp && (ch === "-" || ch === "+")) chomp = ch;
			else {
				const n = Number(ch);
				if (!indent && n) indent = n;
				else if (error === -1) error = offset + i;
			}
		}
		if (error !== -1) onError(error, "UNEXPECTED_TOKEN", `Block scalar header includes extra characters: ${source}`);
		let hasSpace = false;
		let comment = "";
		let length = source.length;
		for (let i = 1; i < props.length; ++i) {
			const token = props[i];
			switch (token.type) {
				case "space": hasSpace = true;
				case "newline":
					length += token.source.length;
					break;
				case "comment":
					if (strict && !hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
					length += token.source.length;
					comment = token.source.substring(1);
					break;
				case "error":
					onError(token, "UNEXPECTED_TOKEN", token.message);
					length += token.source.length;
					break;
				/* istanbul ignore next should not happen */
				default: {
					onError(token, "UNEXPECTED_TOKEN", `Unexpected token in block scalar header: ${token.type}`);
					const ts = token.source;
					if (ts && typeof ts === "string") length += ts.length;
				}
			}
		}
		return {
			mode,
			indent,
			chomp,
			comment,
			length
		};
	}
	/** @returns Array of lines split up as `[indent, content]` */
	function splitLines(source) {
		const split = source.split(/\n( *)/);
		const first = split[0];
		const m = first.match(/^( *)/);
		const lines = [m?.[1] ? [m[1], first.slice(m[1].length)] : ["", first]];
		for (let i = 1; i < split.length; i += 2) lines.push([split[i], split[i + 1]]);
		return lines;
	}
	exports.resolveBlockScalar = resolveBlockScalar;
}));
// node_modules/yaml/dist/compose/resolve-flow-scalar.js
var require_resolve_flow_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var resolveEnd = require_resolve_end();
	function resolveFlowScalar(scalar, strict, onError) {
		const { offset, type, source, end } = scalar;
		let _type;
		let value;
		const _onError = (rel, code, msg) => onError(offset + rel, code, msg);
		switch (type) {
			case "scalar":
				_type = Scalar.Scalar.PLAIN;
				value = plainValue(source, _onError);
				break;
			case "single-quoted-scalar":
				_type = Scalar.Scalar.QUOTE_SINGLE;
				value = singleQuotedValue(source, _onError);
				break;
			case "double-quoted-scalar":
				_type = Scalar.Scalar.QUOTE_DOUBLE;
				value = doubleQuotedValue(source, _onError);
				break;
			/* istanbul ignore next should not happen */
			default:
				onError(scalar, "UNEXPECTED_TOKEN", `Expected a flow scalar value, but found: ${type}`);
				return {
					value: "",
					type: null,
					comment: "",
					range: [
						offset,
						offset + source.length,
						offset + source.length
					]
				};
		}
		const valueEnd = offset + source.length;
		const re = resolveEnd.resolveEnd(end, valueEnd, strict, onError);
		return {
			value,
			type: _type,
			comment: re.comment,
			range: [
				offset,
				valueEnd,
				re.offset
			]
		};
	}
	function plainValue(source, onError) {
		let badChar = "";
		switch (source[0]) {
			/* istanbul ignore next should not happen */
			case "	":
				badChar = "a tab character";
				break;
			case ",":
				badChar = "flow indicator character ,";
				break;
			case "%":
				badChar = "directive indicator character %";
				break;
			case "|":
			case ">":
				badChar = `block scalar indicator ${source[0]}`;
				break;
			case "@":
			case "`": badChar = `reserved character ${source[0]}`;
		}
		if (badChar) onError(0, "BAD_SCALAR_START", `Plain value cannot start with ${badChar}`);
		return unfoldLines(source);
	}
	function singleQuotedValue(source, onError) {
		if (source[source.length - 1] !== "'" || source.length === 1) onError(source.length, "MISSING_CHAR", "Missing closing 'quote");
		return unfoldLines(source.slice(1, -1)).replace(/''/g, "'");
	}
	function unfoldLines(source) {
		const line = /(.*?)\r?\n/sy;
		let match = line.exec(source);
		if (!match) return source;
		/**
		* The negative lookbehinds in these RegExps are to
		* prevent causing a polynomial search time in certain cases.
		*
		* The try-catch is for Safari < 16.4 and other old browsers:
		* https://caniuse.com/js-regexp-lookbehind
		*/
		let trimEnd, trimBoth;
		try {
			trimEnd = new RegExp("(?<![ 	])[ 	]+$");
			trimBoth = new RegExp("^[ 	]+|(?<![ 	])[ 	]+$", "g");
		} catch {
			trimEnd = /[ \t]+$/;
			trimBoth = /^[ \t]+|[ \t]+$/g;
		}
		let res = match[1].replace(trimEnd, "");
		let sep = " ";
		let pos = line.lastIndex;
		while (match = line.exec(source)) {
			const lm = match[1].replace(trimBoth, "");
			if (lm === "") {
				if (sep === "\n") res += sep;
				else sep = "\n";
			} else {
				res += sep + lm;
				sep = " ";
			}
			pos = line.lastIndex;
		}
		const last = /[ \t]*(.*)/sy;
		last.lastIndex = pos;
		match = last.exec(source);
		return res + sep + (match?.[1] ?? "");
	}
	function doubleQuotedValue(source, onError) {
		let res = "";
		for (let i = 1; i < source.length - 1; ++i) {
			const ch = source[i];
			if (ch === "\r" && source[i + 1] === "\n") continue;
			if (ch === "\n") {
				const { fold, offset } = foldNewline(source, i);
				res += fold;
				i = offset;
			} else if (ch === "\\") {
				let next = source[++i];
				const cc = escapeCodes[next];
				if (cc) res += cc;
				else if (next === "\n") {
					next = source[i + 1];
					while (next === " " || next === "	") next = source[++i + 1];
				} else if (next === "\r" && source[i + 1] === "\n") {
					next = source[++i + 1];
					while (next === " " || next === "	") next = source[++i + 1];
				} else if (next === "x" || next === "u" || next === "U") {
					const length = next === "x" ? 2 : next === "u" ? 4 : 8;
					res += parseCharCode(source, i + 1, length, onError);
					i += length;
				} else {
					const raw = source.substr(i - 1, 2);
					onError(i - 1, "BAD_DQ_ESCAPE", `Invalid escape sequence ${raw}`);
					res += raw;
				}
			} else if (ch === " " || ch === "	") {
				const wsStart = i;
				let next = source[i + 1];
				while (next === " " || next === "	") next = source[++i + 1];
				if (next !== "\n" && !(next === "\r" && source[i + 2] === "\n")) res += i > wsStart ? source.slice(wsStart, i + 1) : ch;
			} else res += ch;
		}
		if (source[source.length - 1] !== "\"" || source.length === 1) onError(source.length, "MISSING_CHAR", "Missing closing \"quote");
		return res;
	}
	/**
	* Fold a single newline into a space, multiple newlines to N - 1 newlines.
	* Presumes `source[offset] === '\n'`
	*/
	function foldNewline(source, offset) {
		let fold = "";
		let ch = source[offset + 1];
		while (ch === " " || ch === "	" || ch === "\n" || ch === "\r") {
			if (ch === "\r" && source[offset + 2] !== "\n") break;
			if (ch === "\n") fold += "\n";
			offset += 1;
			ch = source[offset + 1];
		}
		if (!fold) fold = " ";
		return {
			fold,
			offset
		};
	}
	const escapeCodes = {
		"0": "\0",
		a: "\x07",
		b: "\b",
		e: "\x1B",
		f: "\f",
		n: "\n",
		r: "\r",
		t: "	",
		v: "\v",
		N: "",
		_: "\xA0",
		L: "\u2028",
		P: "\u2029",
		" ": " ",
		"\"": "\"",
		"/": "/",
		"\\": "\\",
		"	": "	"
	};
	function parseCharCode(source, offset, length, onError) {
		const cc = source.substr(offset, length);
		const code = cc.length === length && /^[0-9a-fA-F]+$/.test(cc) ? parseInt(cc, 16) : NaN;
		try {
			return String.fromCodePoint(code);
		} catch {
			const raw = source.substr(offset - 2, length + 2);
			onError(offset - 2, "BAD_DQ_ESCAPE", `Invalid escape sequence ${raw}`);
			return raw;
		}
	}
	exports.resolveFlowScalar = resolveFlowScalar;
}));
// node_modules/yaml/dist/compose/compose-scalar.js
var require_compose_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	var resolveBlockScalar = require_resolve_block_scalar();
	var resolveFlowScalar = require_resolve_flow_scalar();
	function composeScalar(ctx, token, tagToken, onError) {
		const { value, type, comment, range } = token.type === "block-scalar" ? resolveBlockScalar.resolveBlockScalar(ctx, token, onError) : resolveFlowScalar.resolveFlowScalar(token, ctx.options.strict, onError);
		const tagName = tagToken ? ctx.directives.tagName(tagToken.source, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg)) : null;
		let tag;
		if (ctx.options.stringKeys && ctx.atKey) tag = ctx.schema[identity.SCALAR];
		else if (tagName) tag = findScalarTagByName(ctx.schema, value, tagName, tagToken, onError);
		else if (token.type === "scalar") tag = findScalarTagByTest(ctx, value, token, onError);
		else tag = ctx.schema[identity.SCALAR];
		let scalar;
		try {
			const res = tag.resolve(value, (msg) => onError(tagToken ?? token, "TAG_RESOLVE_FAILED", msg), ctx.options);
			scalar = identity.isScalar(res) ? res : new Scalar.Scalar(res);
		} catch (error) {
			const msg = error instanceof Error ? error.message : String(error);
			onError(tagToken ?? token, "TAG_RESOLVE_FAILED", msg);
			scalar = new Scalar.Scalar(value);
		}
		scalar.range = range;
		scalar.source = value;
		if (type) scalar.type = type;
		if (tagName) scalar.tag = tagName;
		if (tag.format) scalar.format = tag.format;
		if (comment) scalar.comment = comment;
		return scalar;
	}
	function findScalarTagByName(schema, value, tagName, tagToken, onError) {
		if (tagName === "!") return schema[identity.SCALAR];
		const matchWithTest = [];
		for (const tag of schema.tags) if (!tag.collection && tag.tag === tagName) {
			if (tag.default && tag.test) matchWithTest.push(tag);
			else return tag;
		}
		for (const tag of matchWithTest) if (tag.test?.test(value)) return tag;
		const kt = schema.knownTags[tagName];
		if (kt && !kt.collection) {
			schema.tags.push(Object.assign({}, kt, {
				default: false,
				test: void 0
			}));
			return kt;
		}
		onError(tagToken, "TAG_RESOLVE_FAILED", `Unresolved tag: ${tagName}`, tagName !== "tag:yaml.org,2002:str");
		return schema[identity.SCALAR];
	}
	function findScalarTagByTest({ atKey, directives, schema }, value, token, onError) {
		const tag = schema.tags.find((tag) => (tag.default === true || atKey && tag.default === "key") && tag.test?.test(value)) || schema[identity.SCALAR];
		if (schema.compat) {
			const compat = schema.compat.find((tag) => tag.default && tag.test?.test(value)) ?? schema[identity.SCALAR];
			if (tag.tag !== compat.tag) onError(token, "TAG_RESOLVE_FAILED", `Value may be parsed as either ${directives.tagString(tag.tag)} or ${directives.tagString(compat.tag)}`, true);
		}
		return tag;
	}
	exports.composeScalar = composeScalar;
}));
// node_modules/yaml/dist/compose/util-empty-scalar-position.js
var require_util_empty_scalar_position = /* @__PURE__ */ __commonJSMin(((exports) => {
	function emptyScalarPosition(offset, before, pos) {
		if (before) {
			pos ?? (pos = before.length);
			for (let i = pos - 1; i >= 0; --i) {
				let st = before[i];
				switch (st.type) {
					case "space":
					case "comment":
					case "newline":
						offset -= st.source.length;
						continue;
				}
				st = before[++i];
				while (st?.type === "space") {
					offset += st.source.length;
					st = before[++i];
				}
				break;
			}
		}
		return offset;
	}
	exports.emptyScalarPosition = emptyScalarPosition;
}));
// node_modules/yaml/dist/compose/compose-node.js
var require_compose_node = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Alias = require_Alias();
	var identity = require_identity();
	var composeCollection = require_compose_collection();
	var composeScalar = require_compose_scalar();
	var resolveEnd = require_resolve_end();
	var utilEmptyScalarPosition = require_util_empty_scalar_position();
	const CN = {
		composeNode,
		composeEmptyNode
	};
	function composeNode(ctx, token, props, onError) {
		const atKey = ctx.atKey;
		const { spaceBefore, comment, anchor, tag } = props;
		let node;
		let isSrcToken = true;
		switch (token.type) {
			case "alias":
				node = composeAlias(ctx, token, onError);
				if (anchor || tag) onError(token, "ALIAS_PROPS", "An alias node must not specify any properties");
				break;
			case "scalar":
			case "single-quoted-scalar":
			case "double-quoted-scalar":
			case "block-scalar":
				node = composeScalar.composeScalar(ctx, token, tag, onError);
				if (anchor) node.anchor = anchor.source.substring(1);
				break;
			case "block-map":
			case "block-seq":
			case "flow-collection":
				try {
					node = composeCollection.composeCollection(CN, ctx, token, props, onError);
					if (anchor) node.anchor = anchor.source.substring(1);
				} catch (error) {
					onError(token, "RESOURCE_EXHAUSTION", error instanceof Error ? error.message : String(error));
				}
				break;
			default:
				onError(token, "UNEXPECTED_TOKEN", token.type === "error" ? token.message : `Unsupported token (type: ${token.type})`);
				isSrcToken = false;
		}
		node ?? (node = composeEmptyNode(ctx, token.offset, void 0, null, props, onError));
		if (anchor && node.anchor === "") onError(anchor, "BAD_ALIAS", "Anchor cannot be an empty string");
		if (atKey && ctx.options.stringKeys && (!identity.isScalar(node) || typeof node.value !== "string" || node.tag && node.tag !== "tag:yaml.org,2002:str")) onError(tag ?? token, "NON_STRING_KEY", "With stringKeys, all keys must be strings");
		if (spaceBefore) node.spaceBefore = true;
		if (comment) {
			if (token.type === "scalar" && token.source === "") node.comment = comment;
			else node.commentBefore = comment;
		}
		if (ctx.options.keepSourceTokens && isSrcToken) node.srcToken = token;
		return node;
	}
	function composeEmptyNode(ctx, offset, before, pos, { spaceBefore, comment, anchor, tag, end }, onError) {
		const token = {
			type: "scalar",
			offset: utilEmptyScalarPosition.emptyScalarPosition(offset, before, pos),
			indent: -1,
			source: ""
		};
		const node = composeScalar.composeScalar(ctx, token, tag, onError);
		if (anchor) {
			node.anchor = anchor.source.substring(1);
			if (node.anchor === "") onError(anchor, "BAD_ALIAS", "Anchor cannot be an empty string");
		}
		if (spaceBefore) node.spaceBefore = true;
		if (comment) {
			node.comment = comment;
			node.range[2] = end;
		}
		return node;
	}
	function composeAlias({ options }, { offset, source, end }, onError) {
		const alias = new Alias.Alias(source.substring(1));
		if (alias.source === "") onError(offset, "BAD_ALIAS", "Alias cannot be an empty string");
		if (alias.source.endsWith(":")) onError(offset + source.length - 1, "BAD_ALIAS", "Alias ending in : is ambiguous", true);
		const valueEnd = offset + source.length;
		const re = resolveEnd.resolveEnd(end, valueEnd, options.strict, onError);
		alias.range = [
			offset,
			valueEnd,
			re.offset
		];
		if (re.comment) alias.comment = re.comment;
		return alias;
	}
	exports.composeEmptyNode = composeEmptyNode;
	exports.composeNode = composeNode;
}));
// node_modules/yaml/dist/compose/compose-doc.js
var require_compose_doc = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Document = require_Document();
	var composeNode = require_compose_node();
	var resolveEnd = require_resolve_end();
	var resolveProps = require_resolve_props();
	function composeDoc(options, directives, { offset, start, value, end }, onError) {
		const opts = Object.assign({ _directives: directives }, options);
		const doc = new Document.Document(void 0, opts);
		const ctx = {
			atKey: false,
			atRoot: true,
			directives: doc.directives,
			options: doc.options,
			schema: doc.schema
		};
		const props = resolveProps.resolveProps(start, {
			indicator: "doc-start",
			next: value ?? end?.[0],
			offset,
			onError,
			parentIndent: 0,
			startOnNewline: true
		});
		if (props.found) {
			doc.directives.docStart = true;
			if (value && (value.type === "block-map" || value.type === "block-seq") && !props.hasNewline) onError(props.end, "MISSING_CHAR", "Block collection cannot start on same line with directives-end marker");
		}
		doc.contents = value ? composeNode.composeNode(ctx, value, props, onError) : composeNode.composeEmptyNode(ctx, props.end, start, null, props, onError);
		const contentEnd = doc.contents.range[2];
		const re = resolveEnd.resolveEnd(end, contentEnd, false, onError);
		if (re.comment) doc.comment = re.comment;
		doc.range = [
			offset,
			contentEnd,
			re.offset
		];
		return doc;
	}
	exports.composeDoc = composeDoc;
}));
// node_modules/yaml/dist/compose/composer.js
var require_composer = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_process = __require("process");
	var directives = require_directives();
	var Document = require_Document();
	var errors = require_errors();
	var identity = require_identity();
	var composeDoc = require_compose_doc();
	var resolveEnd = require_resolve_end();
	function getErrorPos(src) {
		if (typeof src === "number") return [src, src + 1];
		if (Array.isArray(src)) return src.length === 2 ? src : [src[0], src[1]];
		const { offset, source } = src;
		return [offset, offset + (typeof source === "string" ? source.length : 1)];
	}
	function parsePrelude(prelude) {
		let comment = "";
		let atComment = false;
		let afterEmptyLine = false;
		for (let i = 0; i < prelude.length; ++i) {
			const source = prelude[i];
			switch (source[0]) {
				case "#":
					comment += (comment === "" ? "" : afterEmptyLine ? "\n\n" : "\n") + (source.substring(1) || " ");
					atComment = true;
					afterEmptyLine = false;
					break;
				case "%":
					if (prelude[i + 1]?.[0] !== "#") i += 1;
					atComment = false;
					break;
				default:
					if (!atComment) afterEmptyLine = true;
					atComment = false;
			}
		}
		return {
			comment,
			afterEmptyLine
		};
	}
	/**
	* Compose a stream of CST nodes into a stream of YAML Documents.
	*
	* ```ts
	* import { Composer, Parser } from 'yaml'
	*
	* const src: string = ...
	* const tokens = new Parser().parse(src)
	* const docs = new Composer().compose(tokens)
	* ```
	*/
	var Composer = class {
		constructor(options = {}) {
			this.doc = null;
			this.atDirectives = false;
			this.prelude = [];
			this.errors = [];
			this.warnings = [];
			this.onError = (source, code, message, warning) => {
				const pos = getErrorPos(source);
				if (warning) this.warnings.push(new errors.YAMLWarning(pos, code, message));
				else this.errors.push(new errors.YAMLParseError(pos, code, message));
			};
			this.directives = new directives.Directives({ version: options.version || "1.2" });
			this.options = options;
		}
		decorate(doc, afterDoc) {
			const { comment, afterEmptyLine } = parsePrelude(this.prelude);
			if (comment) {
				const dc = doc.contents;
				if (afterDoc) doc.comment = doc.comment ? `${doc.comment}\n${comment}` : comment;
				else if (afterEmptyLine || doc.directives.docStart || !dc) doc.commentBefore = comment;
				else if (identity.isCollection(dc) && !dc.flow && dc.items.length > 0) {
					let it = dc.items[0];
					if (identity.isPair(it)) it = it.key;
					const cb = it.commentBefore;
					it.commentBefore = cb ? `${comment}\n${cb}` : comment;
				} else {
					const cb = dc.commentBefore;
					dc.commentBefore = cb ? `${comment}\n${cb}` : comment;
				}
			}
			if (afterDoc) {
				for (let i = 0; i < this.errors.length; ++i) doc.errors.push(this.errors[i]);
				for (let i = 0; i < this.warnings.length; ++i) doc.warnings.push(this.warnings[i]);
			} else {
				doc.errors = this.errors;
				doc.warnings = this.warnings;
			}
			this.prelude = [];
			this.errors = [];
			this.warnings = [];
		}
		/**
		* Current stream status information.
		*
		* Mostly useful at the end of input for an empty stream.
		*/
		streamInfo() {
			return {
				comment: parsePrelude(this.prelude).comment,
				directives: this.directives,
				errors: this.errors,
				warnings: this.warnings
			};
		}
		/**
		* Compose tokens into documents.
		*
		* @param forceDoc - If the stream contains no document, still emit a final document including any comments and directives that would be applied to a subsequent document.
		* @param endOffset - Should be set if `forceDoc` is also set, to set the document range end and to indicate errors correctly.
		*/
		*compose(tokens, forceDoc = false, endOffset = -1) {
			for (const token of tokens) yield* this.next(token);
			yield* this.end(forceDoc, endOffset);
		}
		/** Advance the composer by one CST token. */
		*next(token) {
			if (node_process.env.LOG_STREAM) console.dir(token, { depth: null });
			switch (token.type) {
				case "directive":
					this.directives.add(token.source, (offset, message, warning) => {
						const pos = getErrorPos(token);
						pos[0] += offset;
						this.onError(pos, "BAD_DIRECTIVE", message, warning);
					});
					this.prelude.push(token.source);
					this.atDirectives = true;
					break;
				case "document": {
					const doc = composeDoc.composeDoc(this.options, this.directives, token, this.onError);
					if (this.atDirectives && !doc.directives.docStart) this.onError(token, "MISSING_CHAR", "Missing directives-end/doc-start indicator line");
					this.decorate(doc, false);
					if (this.doc) yield this.doc;
					this.doc = doc;
					this.atDirectives = false;
					break;
				}
				case "byte-order-mark":
				case "space": break;
				case "comment":
				case "newline":
					this.prelude.push(token.source);
					break;
				case "error": {
					const msg = token.source ? `${token.message}: ${JSON.stringify(token.source)}` : token.message;
					const error = new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", msg);
					if (this.atDirectives || !this.doc) this.errors.push(error);
					else this.doc.errors.push(error);
					break;
				}
				case "doc-end": {
					if (!this.doc) {
						this.errors.push(new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", "Unexpected doc-end without preceding document"));
						break;
					}
					this.doc.directives.docEnd = true;
					const end = resolveEnd.resolveEnd(token.end, token.offset + token.source.length, this.doc.options.strict, this.onError);
					this.decorate(this.doc, true);
					if (end.comment) {
						const dc = this.doc.comment;
						this.doc.comment = dc ? `${dc}\n${end.comment}` : end.comment;
					}
					this.doc.range[2] = end.offset;
					break;
				}
				default: this.errors.push(new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", `Unsupported token ${token.type}`));
			}
		}
		/**
		* Call at end of input to yield any remaining document.
		*
		* @param forceDoc - If the stream contains no document, still emit a final document including any comments and directives that would be applied to a subsequent document.
		* @param endOffset - Should be set if `forceDoc` is also set, to set the document range end and to indicate errors correctly.
		*/
		*end(forceDoc = false, endOffset = -1) {
			if (this.doc) {
				this.decorate(this.doc, true);
				yield this.doc;
				this.doc = null;
			} else if (forceDoc) {
				const opts = Object.assign({ _directives: this.directives }, this.options);
				const doc = new Document.Document(void 0, opts);
				if (this.atDirectives) this.onError(endOffset, "MISSING_CHAR", "Missing directives-end indicator line");
				doc.range = [
					0,
					endOffset,
					endOffset
				];
				this.decorate(doc, false);
				yield doc;
			}
		}
	};
	exports.Composer = Composer;
}));
// node_modules/yaml/dist/parse/cst-scalar.js
var require_cst_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var resolveBlockScalar = require_resolve_block_scalar();
	var resolveFlowScalar = require_resolve_flow_scalar();
	var errors = require_errors();
	var stringifyString = require_stringifyString();
	function resolveAsScalar(token, strict = true, onError) {
		if (token) {
			const _onError = (pos, code, message) => {
				const offset = typeof pos === "number" ? pos : Array.isArray(pos) ? pos[0] : pos.offset;
				if (onError) onError(offset, code, message);
				else throw new errors.YAMLParseError([offset, offset + 1], code, message);
			};
			switch (token.type) {
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": return resolveFlowScalar.resolveFlowScalar(token, strict, _onError);
				case "block-scalar": return resolveBlockScalar.resolveBlockScalar({ options: { strict } }, token, _onError);
			}
		}
		return null;
	}
	/**
	* Create a new scalar token with `value`
	*
	* Values that represent an actual string but may be parsed as a different type should use a `type` other than `'PLAIN'`,
	* as this function does not support any schema operations and won't check for such conflicts.
	*
	* @param value The string representation of the value, which will have its content properly indented.
	* @param context.end Comments and whitespace after the end of the value, or after the block scalar header. If undefined, a newline will be added.
	* @param context.implicitKey Being within an implicit key may affect the resolved type of the token's value.
	* @param context.indent The indent level of the token.
	* @param context.inFlow Is this scalar within a flow collection? This may affect the resolved type of the token's value.
	* @param context.offset The offset position of the token.
	* @param context.type The preferred type of the scalar token. If undefined, the previous type of the `token` will be used, defaulting to `'PLAIN'`.
	*/
	function createScalarToken(value, context) {
		const { implicitKey = false, indent, inFlow = false, offset = -1, type = "PLAIN" } = context;
		const source = stringifyString.stringifyString({
			type,
			value
		}, {
			implicitKey,
			indent: indent > 0 ? " ".repeat(indent) : "",
			inFlow,
			options: {
				blockQuote: true,
				lineWidth: -1
			}
		});
		const end = context.end ?? [{
			type: "newline",
			offset: -1,
			indent,
			source: "\n"
		}];
		switch (source[0]) {
			case "|":
			case ">": {
				const he = source.indexOf("\n");
				const head = source.substring(0, he);
				const body = source.substring(he + 1) + "\n";
				const props = [{
					type: "block-scalar-header",
					offset,
					indent,
					source: head
				}];
				if (!addEndtoBlockProps(props, end)) props.push({
					type: "newline",
					offset: -1,
					indent,
					source: "\n"
				});
				return {
					type: "block-scalar",
					offset,
					indent,
					props,
					source: body
				};
			}
			case "\"": return {
				type: "double-quoted-scalar",
				offset,
				indent,
				source,
				end
			};
			case "'": return {
				type: "single-quoted-scalar",
				offset,
				indent,
				source,
				end
			};
			default: return {
				type: "scalar",
				offset,
				indent,
				source,
				end
			};
		}
	}
	/**
	* Set the value of `token` to the given string `value`, overwriting any previous contents and type that it may have.
	*
	* Best efforts are made to retain any comments previously associated with the `token`,
	* though all contents within a collection's `items` will be overwritten.
	*
	* Values that represent an actual string but may be parsed as a different type should use a `type` other than `'PLAIN'`,
	* as this function does not support any schema operations and won't check for such conflicts.
	*
	* @param token Any token. If it does not include an `indent` value, the value will be stringified as if it were an implicit key.
	* @param value The string representation of the value, which will have its content properly indented.
	* @param context.afterKey In most cases, values after a key should have an additional level of indentation.
	* @param context.implicitKey Being within an implicit key may affect the resolved type of the token's value.
	* @param context.inFlow Being within a flow collection may affect the resolved type of the token's value.
	* @param context.type The preferred type of the scalar token. If undefined, the previous type of the `token` will be used, defaulting to `'PLAIN'`.
	*/
	function setScalarValue(token, value, context = {}) {
		let { afterKey = false, implicitKey = false, inFlow = false, type } = context;
		let indent = "indent" in token ? token.indent : null;
		if (afterKey && typeof indent === "number") indent += 2;
		if (!type) switch (token.type) {
			case "single-quoted-scalar":
				type = "QUOTE_SINGLE";
				break;
			case "double-quoted-scalar":
				type = "QUOTE_DOUBLE";
				break;
			case "block-scalar": {
				const header = token.props[0];
				if (header.type !== "block-scalar-header") throw new Error("Invalid block scalar header");
				type = header.source[0] === ">" ? "BLOCK_FOLDED" : "BLOCK_LITERAL";
				break;
			}
			default: type = "PLAIN";
		}
		const source = stringifyString.stringifyString({
			type,
			value
		}, {
			implicitKey: implicitKey || indent === null,
			indent: indent !== null && indent > 0 ? " ".repeat(indent) : "",
			inFlow,
			options: {
				blockQuote: true,
				lineWidth: -1
			}
		});
		switch (source[0]) {
			case "|":
			case ">":
				setBlockScalarValue(token, source);
				break;
			case "\"":
				setFlowScalarValue(token, source, "double-quoted-scalar");
				break;
			case "'":
				setFlowScalarValue(token, source, "single-quoted-scalar");
				break;
			default: setFlowScalarValue(token, source, "scalar");
		}
	}
	function setBlockScalarValue(token, source) {
		const he = source.indexOf("\n");
		const head = source.substring(0, he);
		const body = source.substring(he + 1) + "\n";
		if (token.type === "block-scalar") {
			const header = token.props[0];
			if (header.type !== "block-scalar-header") throw new Error("Invalid block scalar header");
			header.source = head;
			token.source = body;
		} else {
			const { offset } = token;
			const indent = "indent" in token ? token.indent : -1;
			const props = [{
				type: "block-scalar-header",
				offset,
				indent,
				source: head
			}];
			if (!addEndtoBlockProps(props, "end" in token ? token.end : void 0)) props.push({
				type: "newline",
				offset: -1,
				indent,
				source: "\n"
			});
			for (const key of Object.keys(token)) if (key !== "type" && key !== "offset") delete token[key];
			Object.assign(token, {
				type: "block-scalar",
				indent,
				props,
				source: body
			});
		}
	}
	/** @returns `true` if last token is a newline */
	function addEndtoBlockProps(props, end) {
		if (end) for (const st of end) switch (st.type) {
			case "space":
			case "comment":
				props.push(st);
				break;
			case "newline":
				props.push(st);
				return true;
		}
		return false;
	}
	function setFlowScalarValue(token, source, type) {
		switch (token.type) {
			case "scalar":
			case "double-quoted-scalar":
			case "single-quoted-scalar":
				token.type = type;
				token.source = source;
				break;
			case "block-scalar": {
				const end = token.props.slice(1);
				let oa = source.length;
				if (token.props[0].type === "block-scalar-header") oa -= token.props[0].source.length;
				for (const tok of end) tok.offset += oa;
				delete token.props;
				Object.assign(token, {
					type,
					source,
					end
				});
				break;
			}
			case "block-map":
			case "block-seq": {
				const nl = {
					type: "newline",
					offset: token.offset + source.length,
					indent: token.indent,
					source: "\n"
				};
				delete token.items;
				Object.assign(token, {
					type,
					source,
					end: [nl]
				});
				break;
			}
			default: {
				const indent = "indent" in token ? token.indent : -1;
				const end = "end" in token && Array.isArray(token.end) ? token.end.filter((st) => st.type === "space" || st.type === "comment" || st.type === "newline") : [];
				for (const key of Object.keys(token)) if (key !== "type" && key !== "offset") delete token[key];
				Object.assign(token, {
					type,
					indent,
					source,
					end
				});
			}
		}
	}
	exports.createScalarToken = createScalarToken;
	exports.resolveAsScalar = resolveAsScalar;
	exports.setScalarValue = setScalarValue;
}));
// node_modules/yaml/dist/parse/cst-stringify.js
var require_cst_stringify = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* Stringify a CST document, token, or collection item
	*
	* Fair warning: This applies no validation whatsoever, and
	* simply concatenates the sources in their logical order.
	*/
	const stringify = (cst) => "type" in cst ? stringifyToken(cst) : stringifyItem(cst);
	function stringifyToken(token) {
		switch (token.type) {
			case "block-scalar": {
				let res = "";
				for (const tok of token.props) res += stringifyToken(tok);
				return res + token.source;
			}
			case "block-map":
			case "block-seq": {
				let res = "";
				for (const item of token.items) res += stringifyItem(item);
				return res;
			}
			case "flow-collection": {
				let res = token.start.source;
				for (const item of token.items) res += stringifyItem(item);
				for (const st of token.end) res += st.source;
				return res;
			}
			case "document": {
				let res = stringifyItem(token);
				if (token.end) for (const st of token.end) res += st.source;
				return res;
			}
			default: {
				let res = token.source;
				if ("end" in token && token.end) for (const st of token.end) res += st.source;
				return res;
			}
		}
	}
	function stringifyItem({ start, key, sep, value }) {
		let res = "";
		for (const st of start) res += st.source;
		if (key) res += stringifyToken(key);
		if (sep) for (const st of sep) res += st.source;
		if (value) res += stringifyToken(value);
		return res;
	}
	exports.stringify = stringify;
}));
// node_modules/yaml/dist/parse/cst-visit.js
var require_cst_visit = /* @__PURE__ */ __commonJSMin(((exports) => {
	const BREAK = Symbol("break visit");
	const SKIP = Symbol("skip children");
	const REMOVE = Symbol("remove item");
	/**
	* Apply a visitor to a CST document or item.
	*
	* Walks through the tree (depth-first) starting from the root, calling a
	* `visitor` function with two arguments when entering each item:
	*   - `item`: The current item, which included the following members:
	*     - `start: SourceToken[]` – Source tokens before the key or value,
	*       possibly including its anchor or tag.
	*     - `key?: Token | null` – Set for pair values. May then be `null`, if
	*       the key before the `:` separator is empty.
	*     - `sep?: SourceToken[]` – Source tokens between the key and the value,
	*       which should include the `:` map value indicator if `value` is set.
	*     - `value?: Token` – The value of a sequence item, or of a map pair.
	*   - `path`: The steps from the root to the current node, as an array of
	*     `['key' | 'value', number]` tuples.
	*
	* The return value of the visitor may be used to control the traversal:
	*   - `undefined` (default): Do nothing and continue
	*   - `visit.SKIP`: Do not visit the children of this token, continue with
	*      next sibling
	*   - `visit.BREAK`: Terminate traversal completely
	*   - `visit.REMOVE`: Remove the current item, then continue with the next one
	*   - `number`: Set the index of the next step. This is useful especially if
	*     the index of the current token has changed.
	*   - `function`: Define the next visitor for this item. After the original
	*     visitor is called on item entry, next visitors are called after handling
	*     a non-empty `key` and when exiting the item.
	*/
	function visit(cst, visitor) {
		if ("type" in cst && cst.type === "document") cst = {
			start: cst.start,
			value: cst.value
		};
		_visit(Object.freeze([]), cst, visitor);
	}
	/** Terminate visit traversal completely */
	visit.BREAK = BREAK;
	/** Do not visit the children of the current item */
	visit.SKIP = SKIP;
	/** Remove the current item */
	visit.REMOVE = REMOVE;
	/** Find the item at `path` from `cst` as the root */
	visit.itemAtPath = (cst, path) => {
		let item = cst;
		for (const [field, index] of path) {
			const tok = item?.[field];
			if (tok && "items" in tok) item = tok.items[index];
			else return void 0;
		}
		return item;
	};
	/**
	* Get the immediate parent collection of the item at `path` from `cst` as the root.
	*
	* Throws an error if the collection is not found, which should never happen if the item itself exists.
	*/
	visit.parentCollection = (cst, path) => {
		const parent = visit.itemAtPath(cst, path.slice(0, -1));
		const field = path[path.length - 1][0];
		const coll = parent?.[field];
		if (coll && "items" in coll) return coll;
		throw new Error("Parent collection not found");
	};
	function _visit(path, item, visitor) {
		let ctrl = visitor(item, path);
		if (typeof ctrl === "symbol") return ctrl;
		for (const field of ["key", "value"]) {
			const token = item[field];
			if (token && "items" in token) {
				for (let i = 0; i < token.items.length; ++i) {
					const ci = _visit(Object.freeze(path.concat([[field, i]])), token.items[i], visitor);
					if (typeof ci === "number") i = ci - 1;
					else if (ci === BREAK) return BREAK;
					else if (ci === REMOVE) {
						token.items.splice(i, 1);
						i -= 1;
					}
				}
				if (typeof ctrl === "function" && field === "key") ctrl = ctrl(item, path);
			}
		}
		return typeof ctrl === "function" ? ctrl(item, path) : ctrl;
	}
	exports.visit = visit;
}));
// node_modules/yaml/dist/parse/cst.js
var require_cst = /* @__PURE__ */ __commonJSMin(((exports) => {
	var cstScalar = require_cst_scalar();
	var cstStringify = require_cst_stringify();
	var cstVisit = require_cst_visit();
	/** The byte order mark */
	const BOM = "﻿";
	/** Start of doc-mode */
	const DOCUMENT = "";
	/** Unexpected end of flow-mode */
	const FLOW_END = "";
	/** Next token is a scalar value */
	const SCALAR = "";
	/** @returns `true` if `token` is a flow or block collection */
	const isCollection = (token) => !!token && "items" in token;
	/** @returns `true` if `token` is a flow or block scalar; not an alias */
	const isScalar = (token) => !!token && (token.type === "scalar" || token.type === "single-quoted-scalar" || token.type === "double-quoted-scalar" || token.type === "block-scalar");
	/* istanbul ignore next */
	/** Get a printable representation of a lexer token */
	function prettyToken(token) {
		switch (token) {
			case BOM: return "<BOM>";
			case DOCUMENT: return "<DOC>";
			case FLOW_END: return "<FLOW_END>";
			case SCALAR: return "<SCALAR>";
			default: return JSON.stringify(token);
		}
	}
	/** Identify the type of a lexer token. May return `null` for unknown tokens. */
	function tokenType(source) {
		switch (source) {
			case BOM: return "byte-order-mark";
			case DOCUMENT: return "doc-mode";
			case FLOW_END: return "flow-error-end";
			case SCALAR: return "scalar";
			case "---": return "doc-start";
			case "...": return "doc-end";
			case "":
			case "\n":
			case "\r\n": return "newline";
			case "-": return "seq-item-ind";
			case "?": return "explicit-key-ind";
			case ":": return "map-value-ind";
			case "{": return "flow-map-start";
			case "}": return "flow-map-end";
			case "[": return "flow-seq-start";
			case "]": return "flow-seq-end";
			case ",": return "comma";
		}
		switch (source[0]) {
			case " ":
			case "	": return "space";
			case "#": return "comment";
			case "%": return "directive-line";
			case "*": return "alias";
			case "&": return "anchor";
			case "!": return "tag";
			case "'": return "single-quoted-scalar";
			case "\"": return "double-quoted-scalar";
			case "|":
			case ">": return "block-scalar-header";
		}
		return null;
	}
	exports.createScalarToken = cstScalar.createScalarToken;
	exports.resolveAsScalar = cstScalar.resolveAsScalar;
	exports.setScalarValue = cstScalar.setScalarValue;
	exports.stringify = cstStringify.stringify;
	exports.visit = cstVisit.visit;
	exports.BOM = BOM;
	exports.DOCUMENT = DOCUMENT;
	exports.FLOW_END = FLOW_END;
	exports.SCALAR = SCALAR;
	exports.isCollection = isCollection;
	exports.isScalar = isScalar;
	exports.prettyToken = prettyToken;
	exports.tokenType = tokenType;
}));
// node_modules/yaml/dist/parse/lexer.js
var require_lexer = /* @__PURE__ */ __commonJSMin(((exports) => {
	var cst = require_cst();
	function isEmpty(ch) {
		switch (ch) {
			case void 0:
			case " ":
			case "\n":
			case "\r":
			case "	": return true;
			default: return false;
		}
	}
	const hexDigits = /* @__PURE__ */ new Set("0123456789ABCDEFabcdef");
	const tagChars = /* @__PURE__ */ new Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-#;/?:@&=+$_.!~*'()");
	const flowIndicatorChars = /* @__PURE__ */ new Set(",[]{}");
	const invalidAnchorChars = /* @__PURE__ */ new Set(" ,[]{}\n\r	");
	const isNotAnchorChar = (ch) => !ch || invalidAnchorChars.has(ch);
	/**
	* Splits an input string into lexical tokens, i.e. smaller strings that are
	* easily identifiable by `tokens.tokenType()`.
	*
	* Lexing starts always in a "stream" context. Incomplete input may be buffered
	* until a complete token can be emitted.
	*
	* In addition to slices of the original input, the following control characters
	* may also be emitted:
	*
	* - `\x02` (Start of Text): A document starts with the next token
	* - `\x18` (Cancel): Unexpected end of flow-mode (indicates an error)
	* - `\x1f` (Unit Separator): Next token is a scalar value
	* - `\u{FEFF}` (Byte order mark): Emitted separately outside documents
	*/
	var Lexer = class {
		constructor() {
			/**
			* Flag indicating whether the end of the current buffer marks the end of
			* all input
			*/
			this.atEnd = false;
			/**
			* Explicit indent set in block scalar header, as an offset from the current
			* minimum indent, so e.g. set to 1 from a header `|2+`. Set to -1 if not
			* explicitly set.
			*/
			this.blockScalarIndent = -1;
			/**
			* Block scalars that include a + (keep) chomping indicator in their header
			* include trailing empty lines, which are otherwise excluded from the
			* scalar's contents.
			*/
			this.blockScalarKeep = false;
			/** Current input */
			this.buffer = "";
			/**
			* Flag noting whether the map value indicator : can immediately follow this
			* node within a flow context.
			*/
			this.flowKey = false;
			/** Count of surrounding flow collection levels. */
			this.flowLevel = 0;
			/**
			* Minimum level of indentation required for next lines to be parsed as a
			* part of the current scalar value.
			*/
			this.indentNext = 0;
			/** Indentation level of the current line. */
			this.indentValue = 0;
			/** Position of the next \n character. */
			this.lineEndPos = null;
			/** Stores the state of the lexer if reaching the end of incpomplete input */
			this.next = null;
			/** A pointer to `buffer`; the current position of the lexer. */
			this.pos = 0;
		}
		/**
		* Generate YAML tokens from the `source` string. If `incomplete`,
		* a part of the last line may be left as a buffer for the next call.
		*
		* @returns A generator of lexical tokens
		*/
		*lex(source, incomplete = false) {
			if (source) {
				if (typeof source !== "string") throw TypeError("source is not a string");
				this.buffer = this.buffer ? this.buffer + source : source;
				this.lineEndPos = null;
			}
			this.atEnd = !incomplete;
			let next = this.next ?? "stream";
			while (next && (incomplete || this.hasChars(1))) next = yield* this.parseNext(next);
		}
		atLineEnd() {
			let i = this.pos;
			let ch = this.buffer[i];
			while (ch === " " || ch === "	") ch = this.buffer[++i];
			if (!ch || ch === "#" || ch === "\n") return true;
			if (ch === "\r") return this.buffer[i + 1] === "\n";
			return false;
		}
		charAt(n) {
			return this.buffer[this.pos + n];
		}
		continueScalar(offset) {
			let ch = this.buffer[offset];
			if (this.indentNext > 0) {
				let indent = 0;
				while (ch === " ") ch = this.buffer[++indent + offset];
				if (ch === "\r") {
					const next = this.buffer[indent + offset + 1];
					if (next === "\n" || !next && !this.atEnd) return offset + indent + 1;
				}
				return ch === "\n" || indent >= this.indentNext || !ch && !this.atEnd ? offset + indent : -1;
			}
			if (ch === "-" || ch === ".") {
				const dt = this.buffer.substr(offset, 3);
				if ((dt === "---" || dt === "...") && isEmpty(this.buffer[offset + 3])) return -1;
			}
			return offset;
		}
		getLine() {
			let end = this.lineEndPos;
			if (typeof end !== "number" || end !== -1 && end < this.pos) {
				end = this.buffer.indexOf("\n", this.pos);
				this.lineEndPos = end;
			}
			if (end === -1) return this.atEnd ? this.buffer.substring(this.pos) : null;
			if (this.buffer[end - 1] === "\r") end -= 1;
			return this.buffer.substring(this.pos, end);
		}
		hasChars(n) {
			return this.pos + n <= this.buffer.length;
		}
		setNext(state) {
			this.buffer = this.buffer.substring(this.pos);
			this.pos = 0;
			this.lineEndPos = null;
			this.next = state;
			return null;
		}
		peek(n) {
			return this.buffer.substr(this.pos, n);
		}
		*parseNext(next) {
			switch (next) {
				case "stream": return yield* this.parseStream();
				case "line-start": return yield* this.parseLineStart();
				case "block-start": return yield* this.parseBlockStart();
				case "doc": return yield* this.parseDocument();
				case "flow": return yield* this.parseFlowCollection();
				case "quoted-scalar": return yield* this.parseQuotedScalar();
				case "block-scalar": return yield* this.parseBlockScalar();
				case "plain-scalar": return yield* this.parsePlainScalar();
			}
		}
		*parseStream() {
			let line = this.getLine();
			if (line === null) return this.setNext("stream");
			if (line[0] === cst.BOM) {
				yield* this.pushCount(1);
				line = line.substring(1);
			}
			if (line[0] === "%") {
				let dirEnd = line.length;
				let cs = line.indexOf("#");
				while (cs !== -1) {
					const ch = line[cs - 1];
					if (ch === " " || ch === "	") {
						dirEnd = cs - 1;
						break;
					} else cs = line.indexOf("#", cs + 1);
				}
				while (true) {
					const ch = line[dirEnd - 1];
					if (ch === " " || ch === "	") dirEnd -= 1;
					else break;
				}
				const n = (yield* this.pushCount(dirEnd)) + (yield* this.pushSpaces(true));
				yield* this.pushCount(line.length - n);
				this.pushNewline();
				return "stream";
			}
			if (this.atLineEnd()) {
				const sp = yield* this.pushSpaces(true);
				yield* this.pushCount(line.length - sp);
				yield* this.pushNewline();
				return "stream";
			}
			yield cst.DOCUMENT;
			return yield* this.parseLineStart();
		}
		*parseLineStart() {
			const ch = this.charAt(0);
			if (!ch && !this.atEnd) return this.setNext("line-start");
			if (ch === "-" || ch === ".") {
				if (!this.atEnd && !this.hasChars(4)) return this.setNext("line-start");
				const s = this.peek(3);
				if ((s === "---" || s === "...") && isEmpty(this.charAt(3))) {
					yield* this.pushCount(3);
					this.indentValue = 0;
					this.indentNext = 0;
					return s === "---" ? "doc" : "stream";
				}
			}
			this.indentValue = yield* this.pushSpaces(false);
			if (this.indentNext > this.indentValue && !isEmpty(this.charAt(1))) this.indentNext = this.indentValue;
			return yield* this.parseBlockStart();
		}
		*parseBlockStart() {
			const [ch0, ch1] = this.peek(2);
			if (!ch1 && !this.atEnd) return this.setNext("block-start");
			if ((ch0 === "-" || ch0 === "?" || ch0 === ":") && isEmpty(ch1)) {
				const n = (yield* this.pushCount(1)) + (yield* this.pushSpaces(true));
				this.indentNext = this.indentValue + 1;
				this.indentValue += n;
				return "block-start";
			}
			return "doc";
		}
		*parseDocument() {
			yield* this.pushSpaces(true);
			const line = this.getLine();
			if (line === null) return this.setNext("doc");
			let n = yield* this.pushIndicators();
			switch (line[n]) {
				case "#": yield* this.pushCount(line.length - n);
				case void 0:
					yield* this.pushNewline();
					return yield* this.parseLineStart();
				case "{":
				case "[":
					yield* this.pushCount(1);
					this.flowKey = false;
					this.flowLevel = 1;
					return "flow";
				case "}":
				case "]":
					yield* this.pushCount(1);
					return "doc";
				case "*":
					yield* this.pushUntil(isNotAnchorChar);
					return "doc";
				case "\"":
				case "'": return yield* this.parseQuotedScalar();
				case "|":
				case ">":
					n += yield* this.parseBlockScalarHeader();
					n += yield* this.pushSpaces(true);
					yield* this.pushCount(line.length - n);
					yield* this.pushNewline();
					return yield* this.parseBlockScalar();
				default: return yield* this.parsePlainScalar();
			}
		}
		*parseFlowCollection() {
			let nl, sp;
			let indent = -1;
			do {
				nl = yield* this.pushNewline();
				if (nl > 0) {
					sp = yield* this.pushSpaces(false);
					this.indentValue = indent = sp;
				} else sp = 0;
				sp += yield* this.pushSpaces(true);
			} while (nl + sp > 0);
			const line = this.getLine();
			if (line === null) return this.setNext("flow");
			if (indent !== -1 && indent < this.indentNext && line[0] !== "#" || indent === 0 && (line.startsWith("---") || line.startsWith("...")) && isEmpty(line[3])) {
				if (!(indent === this.indentNext - 1 && this.flowLevel === 1 && (line[0] === "]" || line[0] === "}"))) {
					this.flowLevel = 0;
					yield cst.FLOW_END;
					return yield* this.parseLineStart();
				}
			}
			let n = 0;
			while (line[n] === ",") {
				n += yield* this.pushCount(1);
				n += yield* this.pushSpaces(true);
				this.flowKey = false;
			}
			n += yield* this.pushIndicators();
			switch (line[n]) {
				case void 0: return "flow";
				case "#":
					yield* this.pushCount(line.length - n);
					return "flow";
				case "{":
				case "[":
					yield* this.pushCount(1);
					this.flowKey = false;
					this.flowLevel += 1;
					return "flow";
				case "}":
				case "]":
					yield* this.pushCount(1);
					this.flowKey = true;
					this.flowLevel -= 1;
					return this.flowLevel ? "flow" : "doc";
				case "*":
					yield* this.pushUntil(isNotAnchorChar);
					return "flow";
				case "\"":
				case "'":
					this.flowKey = true;
					return yield* this.parseQuotedScalar();
				case ":": {
					const next = this.charAt(1);
					if (this.flowKey || isEmpty(next) || next === ",") {
						this.flowKey = false;
						yield* this.pushCount(1);
						yield* this.pushSpaces(true);
						return "flow";
					}
				}
				default:
					this.flowKey = false;
					return yield* this.parsePlainScalar();
			}
		}
		*parseQuotedScalar() {
			const quote = this.charAt(0);
			let end = this.buffer.indexOf(quote, this.pos + 1);
			if (quote === "'") while (end !== -1 && this.buffer[end + 1] === "'") end = this.buffer.indexOf("'", end + 2);
			else while (end !== -1) {
				let n = 0;
				while (this.buffer[end - 1 - n] === "\\") n += 1;
				if (n % 2 === 0) break;
				end = this.buffer.indexOf("\"", end + 1);
			}
			const qb = this.buffer.substring(0, end);
			let nl = qb.indexOf("\n", this.pos);
			if (nl !== -1) {
				while (nl !== -1) {
					const cs = this.continueScalar(nl + 1);
					if (cs === -1) break;
					nl = qb.indexOf("\n", cs);
				}
				if (nl !== -1) end = nl - (qb[nl - 1] === "\r" ? 2 : 1);
			}
			if (end === -1) {
				if (!this.atEnd) return this.setNext("quoted-scalar");
				end = this.buffer.length;
			}
			yield* this.pushToIndex(end + 1, false);
			return this.flowLevel ? "flow" : "doc";
		}
		*parseBlockScalarHeader() {
			this.blockScalarIndent = -1;
			this.blockScalarKeep = false;
			let i = this.pos;
			while (true) {
				const ch = this.buffer[++i];
				if (ch === "+") this.blockScalarKeep = true;
				else if (ch > "0" && ch <= "9") this.blockScalarIndent = Number(ch) - 1;
				else if (ch !== "-") break;
			}
			return yield* this.pushUntil((ch) => isEmpty(ch) || ch === "#");
		}
		*parseBlockScalar() {
			let nl = this.pos - 1;
			let indent = 0;
			let ch;
			loop: for (let i = this.pos; ch = this.buffer[i]; ++i) switch (ch) {
				case " ":
					indent += 1;
					break;
				case "\n":
					nl = i;
					indent = 0;
					break;
				case "\r": {
					const next = this.buffer[i + 1];
					if (!next && !this.atEnd) return this.setNext("block-scalar");
					if (next === "\n") break;
				}
				default: break loop;
			}
			if (!ch && !this.atEnd) return this.setNext("block-scalar");
			if (indent >= this.indentNext) {
				if (this.blockScalarIndent === -1) this.indentNext = indent;
				else this.indentNext = this.blockScalarIndent + (this.indentNext === 0 ? 1 : this.indentNext);
				do {
					const cs = this.continueScalar(nl + 1);
					if (cs === -1) break;
					nl = this.buffer.indexOf("\n", cs);
				} while (nl !== -1);
				if (nl === -1) {
					if (!this.atEnd) return this.setNext("block-scalar");
					nl = this.buffer.length;
				}
			}
			let i = nl + 1;
			ch = this.buffer[i];
			while (ch === " ") ch = this.buffer[++i];
			if (ch === "	") {
				while (ch === "	" || ch === " " || ch === "\r" || ch === "\n") ch = this.buffer[++i];
				nl = i - 1;
			} else if (!this.blockScalarKeep) do {
				let i = nl - 1;
				let ch = this.buffer[i];
				if (ch === "\r") ch = this.buffer[--i];
				const lastChar = i;
				while (ch === " ") ch = this.buffer[--i];
				if (ch === "\n" && i >= this.pos && i + 1 + indent > lastChar) nl = i;
				else break;
			} while (true);
			yield cst.SCALAR;
			yield* this.pushToIndex(nl + 1, true);
			return yield* this.parseLineStart();
		}
		*parsePlainScalar() {
			const inFlow = this.flowLevel > 0;
			let end = this.pos - 1;
			let i = this.pos - 1;
			let ch;
			while (ch = this.buffer[++i]) if (ch === ":") {
				const next = this.buffer[i + 1];
				if (isEmpty(next) || inFlow && flowIndicatorChars.has(next)) break;
				end = i;
			} else if (isEmpty(ch)) {
				let next = this.buffer[i + 1];
				if (ch === "\r") {
					if (next === "\n") {
						i += 1;
						ch = "\n";
						next = this.buffer[i + 1];
					} else end = i;
				}
				if (next === "#" || inFlow && flowIndicatorChars.has(next)) break;
				if (ch === "\n") {
					const cs = this.continueScalar(i + 1);
					if (cs === -1) break;
					i = Math.max(i, cs - 2);
				}
			} else {
				if (inFlow && flowIndicatorChars.has(ch)) break;
				end = i;
			}
			if (!ch && !this.atEnd) return this.setNext("plain-scalar");
			yield cst.SCALAR;
			yield* this.pushToIndex(end + 1, true);
			return inFlow ? "flow" : "doc";
		}
		*pushCount(n) {
			if (n > 0) {
				yield this.buffer.substr(this.pos, n);
				this.pos += n;
				return n;
			}
			return 0;
		}
		*pushToIndex(i, allowEmpty) {
			const s = this.buffer.slice(this.pos, i);
			if (s) {
				yield s;
				this.pos += s.length;
				return s.length;
			} else if (allowEmpty) yield "";
			return 0;
		}
		*pushIndicators() {
			let n = 0;
			loop: while (true) {
				switch (this.charAt(0)) {
					case "!":
						n += yield* this.pushTag();
						n += yield* this.pushSpaces(true);
						continue loop;
					case "&":
						n += yield* this.pushUntil(isNotAnchorChar);
						n += yield* this.pushSpaces(true);
						continue loop;
					case "-":
					case "?":
					case ":": {
						const inFlow = this.flowLevel > 0;
						const ch1 = this.charAt(1);
						if (isEmpty(ch1) || inFlow && flowIndicatorChars.has(ch1)) {
							if (!inFlow) this.indentNext = this.indentValue + 1;
							else if (this.flowKey) this.flowKey = false;
							n += yield* this.pushCount(1);
							n += yield* this.pushSpaces(true);
							continue loop;
						}
					}
				}
				break loop;
			}
			return n;
		}
		*pushTag() {
			if (this.charAt(1) === "<") {
				let i = this.pos + 2;
				let ch = this.buffer[i];
				while (!isEmpty(ch) && ch !== ">") ch = this.buffer[++i];
				return yield* this.pushToIndex(ch === ">" ? i + 1 : i, false);
			} else {
				let i = this.pos + 1;
				let ch = this.buffer[i];
				while (ch) if (tagChars.has(ch)) ch = this.buffer[++i];
				else if (ch === "%" && hexDigits.has(this.buffer[i + 1]) && hexDigits.has(this.buffer[i + 2])) ch = this.buffer[i += 3];
				else break;
				return yield* this.pushToIndex(i, false);
			}
		}
		*pushNewline() {
			const ch = this.buffer[this.pos];
			if (ch === "\n") return yield* this.pushCount(1);
			else if (ch === "\r" && this.charAt(1) === "\n") return yield* this.pushCount(2);
			else return 0;
		}
		*pushSpaces(allowTabs) {
			let i = this.pos - 1;
			let ch;
			do
				ch = this.buffer[++i];
			while (ch === " " || allowTabs && ch === "	");
			const n = i - this.pos;
			if (n > 0) {
				yield this.buffer.substr(this.pos, n);
				this.pos = i;
			}
			return n;
		}
		*pushUntil(test) {
			let i = this.pos;
			let ch = this.buffer[i];
			while (!test(ch)) ch = this.buffer[++i];
			return yield* this.pushToIndex(i, false);
		}
	};
	exports.Lexer = Lexer;
}));
// node_modules/yaml/dist/parse/line-counter.js
var require_line_counter = /* @__PURE__ */ __commonJSMin(((exports) => {
	/**
	* Tracks newlines during parsing in order to provide an efficient API for
	* determining the one-indexed `{ line, col }` position for any offset
	* within the input.
	*/
	var LineCounter = class {
		constructor() {
			this.lineStarts = [];
			/**
			* Should be called in ascending order. Otherwise, call
			* `lineCounter.lineStarts.sort()` before calling `linePos()`.
			*/
			this.addNewLine = (offset) => this.lineStarts.push(offset);
			/**
			* Performs a binary search and returns the 1-indexed { line, col }
			* position of `offset`. If `line === 0`, `addNewLine` has never been
			* called or `offset` is before the first known newline.
			*/
			this.linePos = (offset) => {
				let low = 0;
				let high = this.lineStarts.length;
				while (low < high) {
					const mid = low + high >> 1;
					if (this.lineStarts[mid] < offset) low = mid + 1;
					else high = mid;
				}
				if (this.lineStarts[low] === offset) return {
					line: low + 1,
					col: 1
				};
				if (low === 0) return {
					line: 0,
					col: offset
				};
				const start = this.lineStarts[low - 1];
				return {
					line: low,
					col: offset - start + 1
				};
			};
		}
	};
	exports.LineCounter = LineCounter;
}));
// node_modules/yaml/dist/parse/parser.js
var require_parser = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_process = __require("process");
	var cst = require_cst();
	var lexer = require_lexer();
	function includesToken(list, type) {
		for (let i = 0; i < list.length; ++i) if (list[i].type === type) return true;
		return false;
	}
	function findNonEmptyIndex(list) {
		for (let i = 0; i < list.length; ++i) switch (list[i].type) {
			case "space":
			case "comment":
			case "newline": break;
			default: return i;
		}
		return -1;
	}
	function isFlowToken(token) {
		switch (token?.type) {
			case "alias":
			case "scalar":
			case "single-quoted-scalar":
			case "double-quoted-scalar":
			case "flow-collection": return true;
			default: return false;
		}
	}
	function getPrevProps(parent) {
		switch (parent.type) {
			case "document": return parent.start;
			case "block-map": {
				const it = parent.items[parent.items.length - 1];
				return it.sep ?? it.start;
			}
			case "block-seq": return parent.items[parent.items.length - 1].start;
			/* istanbul ignore next should not happen */
			default: return [];
		}
	}
	/** Note: May modify input array */
	function getFirstKeyStartProps(prev) {
		if (prev.length === 0) return [];
		let i = prev.length;
		loop: while (--i >= 0) switch (prev[i].type) {
			case "doc-start":
			case "explicit-key-ind":
			case "map-value-ind":
			case "seq-item-ind":
			case "newline": break loop;
		}
		while (prev[++i]?.type === "space");
		return prev.splice(i, prev.length);
	}
	function arrayPushArray(target, source) {
		if (source.length < 1e5) Array.prototype.push.apply(target, source);
		else for (let i = 0; i < source.length; ++i) target.push(source[i]);
	}
	function fixFlowSeqItems(fc) {
		if (fc.start.type === "flow-seq-start") {
			for (const it of fc.items) if (it.sep && !it.value && !includesToken(it.start, "explicit-key-ind") && !includesToken(it.sep, "map-value-ind")) {
				if (it.key) it.value = it.key;
				delete it.key;
				if (isFlowToken(it.value)) {
					if (it.value.end) arrayPushArray(it.value.end, it.sep);
					else it.value.end = it.sep;
				} else arrayPushArray(it.start, it.sep);
				delete it.sep;
			}
		}
	}
	/**
	* A YAML concrete syntax tree (CST) parser
	*
	* ```ts
	* const src: string = ...
	* for (const token of new Parser().parse(src)) {
	*   // token: Token
	* }
	* ```
	*
	* To use the parser with a user-provided lexer:
	*
	* ```ts
	* function* parse(source: string, lexer: Lexer) {
	*   const parser = new Parser()
	*   for (const lexeme of lexer.lex(source))
	*     yield* parser.next(lexeme)
	*   yield* parser.end()
	* }
	*
	* const src: string = ...
	* const lexer = new Lexer()
	* for (const token of parse(src, lexer)) {
	*   // token: Token
	* }
	* ```
	*/
	var Parser = class {
		/**
		* @param onNewLine - If defined, called separately with the start position of
		*   each new line (in `parse()`, including the start of input).
		*/
		constructor(onNewLine) {
			/** If true, space and sequence indicators count as indentation */
			this.atNewLine = true;
			/** If true, next token is a scalar value */
			this.atScalar = false;
			/** Current indentation level */
			this.indent = 0;
			/** Current offset since the start of parsing */
			this.offset = 0;
			/** On the same line with a block map key */
			this.onKeyLine = false;
			/** Top indicates the node that's currently being built */
			this.stack = [];
			/** The source of the current token, set in parse() */
			this.source = "";
			/** The type of the current token, set in parse() */
			this.type = "";
			this.lexer = new lexer.Lexer();
			this.onNewLine = onNewLine;
		}
		/**
		* Parse `source` as a YAML stream.
		* If `incomplete`, a part of the last line may be left as a buffer for the next call.
		*
		* Errors are not thrown, but yielded as `{ type: 'error', message }` tokens.
		*
		* @returns A generator of tokens representing each directive, document, and other structure.
		*/
		*parse(source, incomplete = false) {
			if (this.onNewLine && this.offset === 0) this.onNewLine(0);
			for (const lexeme of this.lexer.lex(source, incomplete)) yield* this.next(lexeme);
			if (!incomplete) yield* this.end();
		}
		/**
		* Advance the parser by the `source` of one lexical token.
		*/
		*next(source) {
			this.source = source;
			if (node_process.env.LOG_TOKENS) console.log("|", cst.prettyToken(source));
			if (this.atScalar) {
				this.atScalar = false;
				yield* this.step();
				this.offset += source.length;
				return;
			}
			const type = cst.tokenType(source);
			if (!type) {
				const message = `Not a YAML token: ${source}`;
				yield* this.pop({
					type: "error",
					offset: this.offset,
					message,
					source
				});
				this.offset += source.length;
			} else if (type === "scalar") {
				this.atNewLine = false;
				this.atScalar = true;
				this.type = "scalar";
			} else {
				this.type = type;
				yield* this.step();
				switch (type) {
					case "newline":
						this.atNewLine = true;
						this.indent = 0;
						if (this.onNewLine) this.onNewLine(this.offset + source.length);
						break;
					case "space":
						if (this.atNewLine && source[0] === " ") this.indent += source.length;
						break;
					case "explicit-key-ind":
					case "map-value-ind":
					case "seq-item-ind":
						if (this.atNewLine) this.indent += source.length;
						break;
					case "doc-mode":
					case "flow-error-end": return;
					default: this.atNewLine = false;
				}
				this.offset += source.length;
			}
		}
		/** Call at end of input to push out any remaining constructions */
		*end() {
			while (this.stack.length > 0) yield* this.pop();
		}
		get sourceToken() {
			return {
				type: this.type,
				offset: this.offset,
				indent: this.indent,
				source: this.source
			};
		}
		*step() {
			const top = this.peek(1);
			if (this.type === "doc-end" && top?.type !== "doc-end") {
				while (this.stack.length > 0) yield* this.pop();
				this.stack.push({
					type: "doc-end",
					offset: this.offset,
					source: this.source
				});
				return;
			}
			if (!top) return yield* this.stream();
			switch (top.type) {
				case "document": return yield* this.document(top);
				case "alias":
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": return yield* this.scalar(top);
				case "block-scalar": return yield* this.blockScalar(top);
				case "block-map": return yield* this.blockMap(top);
				case "block-seq": return yield* this.blockSequence(top);
				case "flow-collection": return yield* this.flowCollection(top);
				case "doc-end": return yield* this.documentEnd(top);
			}
			/* istanbul ignore next should not happen */
			yield* this.pop();
		}
		peek(n) {
			return this.stack[this.stack.length - n];
		}
		*pop(error) {
			const token = error ?? this.stack.pop();
			/* istanbul ignore if should not happen */
			if (!token) yield {
				type: "error",
				offset: this.offset,
				source: "",
				message: "Tried to pop an empty stack"
			};
			else if (this.stack.length === 0) yield token;
			else {
				const top = this.peek(1);
				if (token.type === "block-scalar") token.indent = "indent" in top ? top.indent : 0;
				else if (token.type === "flow-collection" && top.type === "document") token.indent = 0;
				if (token.type === "flow-collection") fixFlowSeqItems(token);
				switch (top.type) {
					case "document":
						top.value = token;
						break;
					case "block-scalar":
						top.props.push(token);
						break;
					case "block-map": {
						const it = top.items[top.items.length - 1];
						if (it.value) {
							top.items.push({
								start: [],
								key: token,
								sep: []
							});
							this.onKeyLine = true;
							return;
						} else if (it.sep) it.value = token;
						else {
							Object.assign(it, {
								key: token,
								sep: []
							});
							this.onKeyLine = !it.explicitKey;
							return;
						}
						break;
					}
					case "block-seq": {
						const it = top.items[top.items.length - 1];
						if (it.value) top.items.push({
							start: [],
							value: token
						});
						else it.value = token;
						break;
					}
					case "flow-collection": {
						const it = top.items[top.items.length - 1];
						if (!it || it.value) top.items.push({
							start: [],
							key: token,
							sep: []
						});
						else if (it.sep) it.value = token;
						else Object.assign(it, {
							key: token,
							sep: []
						});
						return;
					}
					/* istanbul ignore next should not happen */
					default:
						yield* this.pop();
						yield* this.pop(token);
				}
				if ((top.type === "document" || top.type === "block-map" || top.type === "block-seq") && (token.type === "block-map" || token.type === "block-seq")) {
					const last = token.items[token.items.length - 1];
					if (last && !last.sep && !last.value && last.start.length > 0 && findNonEmptyIndex(last.start) === -1 && (token.indent === 0 || last.start.every((st) => st.type !== "comment" || st.indent < token.indent))) {
						if (top.type === "document") top.end = last.start;
						else top.items.push({ start: last.start });
						token.items.splice(-1, 1);
					}
				}
			}
		}
		*stream() {
			switch (this.type) {
				case "directive-line":
					yield {
						type: "directive",
						offset: this.offset,
						source: this.source
					};
					return;
				case "byte-order-mark":
				case "space":
				case "comment":
				case "newline":
					yield this.sourceToken;
					return;
				case "doc-mode":
				case "doc-start": {
					const doc = {
						type: "document",
						offset: this.offset,
						start: []
					};
					if (this.type === "doc-start") doc.start.push(this.sourceToken);
					this.stack.push(doc);
					return;
				}
			}
			yield {
				type: "error",
				offset: this.offset,
				message: `Unexpected ${this.type} token in YAML stream`,
				source: this.source
			};
		}
		*document(doc) {
			if (doc.value) return yield* this.lineEnd(doc);
			switch (this.type) {
				case "doc-start":
					if (findNonEmptyIndex(doc.start) !== -1) {
						yield* this.pop();
						yield* this.step();
					} else doc.start.push(this.sourceToken);
					return;
				case "anchor":
				case "tag":
				case "space":
				case "comment":
				case "newline":
					doc.start.push(this.sourceToken);
					return;
			}
			const bv = this.startBlockValue(doc);
			if (bv) this.stack.push(bv);
			else yield {
				type: "error",
				offset: this.offset,
				message: `Unexpected ${this.type} token in YAML document`,
				source: this.source
			};
		}
		*scalar(scalar) {
			if (this.type === "map-value-ind") {
				const start = getFirstKeyStartProps(getPrevProps(this.peek(2)));
				let sep;
				if (scalar.end) {
					sep = scalar.end;
					sep.push(this.sourceToken);
					delete scalar.end;
				} else sep = [this.sourceToken];
				const map = {
					type: "block-map",
					offset: scalar.offset,
					indent: scalar.indent,
					items: [{
						start,
						key: scalar,
						sep
					}]
				};
				this.onKeyLine = true;
				this.stack[this.stack.length - 1] = map;
			} else yield* this.lineEnd(scalar);
		}
		*blockScalar(scalar) {
			switch (this.type) {
				case "space":
				case "comment":
				case "newline":
					scalar.props.push(this.sourceToken);
					return;
				case "scalar":
					scalar.source = this.source;
					this.atNewLine = true;
					this.indent = 0;
					if (this.onNewLine) {
						let nl = this.source.indexOf("\n") + 1;
						while (nl !== 0) {
							this.onNewLine(this.offset + nl);
							nl = this.source.indexOf("\n", nl) + 1;
						}
					}
					yield* this.pop();
					break;
				/* istanbul ignore next should not happen */
				default:
					yield* this.pop();
					yield* this.step();
			}
		}
		*blockMap(map) {
			const it = map.items[map.items.length - 1];
			switch (this.type) {
				case "newline":
					this.onKeyLine = false;
					if (it.value) {
						const end = "end" in it.value ? it.value.end : void 0;
						if ((Array.isArray(end) ? end[end.length - 1] : void 0)?.type === "comment") end?.push(this.sourceToken);
						else map.items.push({ start: [this.sourceToken] });
					} else if (it.sep) it.sep.push(this.sourceToken);
					else it.start.push(this.sourceToken);
					return;
				case "space":
				case "comment":
					if (it.value) map.items.push({ start: [this.sourceToken] });
					else if (it.sep) it.sep.push(this.sourceToken);
					else {
						if (this.atIndentedComment(it.start, map.indent)) {
							const end = map.items[map.items.length - 2]?.value?.end;
							if (Array.isArray(end)) {
								arrayPushArray(end, it.start);
								end.push(this.sourceToken);
								map.items.pop();
								return;
							}
						}
						it.start.push(this.sourceToken);
					}
					return;
			}
			if (this.indent >= map.indent) {
				const atMapIndent = !this.onKeyLine && this.indent === map.indent;
				const atNextItem = atMapIndent && (it.sep || it.explicitKey) && this.type !== "seq-item-ind";
				let start = [];
				if (atNextItem && it.sep && !it.value) {
					const nl = [];
					for (let i = 0; i < it.sep.length; ++i) {
						const st = it.sep[i];
						switch (st.type) {
							case "newline":
								nl.push(i);
								break;
							case "space": break;
							case "comment":
								if (st.indent > map.indent) nl.length = 0;
								break;
							default: nl.length = 0;
						}
					}
					if (nl.length >= 2) start = it.sep.splice(nl[1]);
				}
				switch (this.type) {
					case "anchor":
					case "tag":
						if (atNextItem || it.value) {
							start.push(this.sourceToken);
							map.items.push({ start });
							this.onKeyLine = true;
						} else if (it.sep) it.sep.push(this.sourceToken);
						else it.start.push(this.sourceToken);
						return;
					case "explicit-key-ind":
						if (!it.sep && !it.explicitKey) {
							it.start.push(this.sourceToken);
							it.explicitKey = true;
						} else if (atNextItem || it.value) {
							start.push(this.sourceToken);
							map.items.push({
								start,
								explicitKey: true
							});
						} else this.stack.push({
							type: "block-map",
							offset: this.offset,
							indent: this.indent,
							items: [{
								start: [this.sourceToken],
								explicitKey: true
							}]
						});
						this.onKeyLine = true;
						return;
					case "map-value-ind":
						if (it.explicitKey) {
							if (!it.sep) {
								if (includesToken(it.start, "newline")) Object.assign(it, {
									key: null,
									sep: [this.sourceToken]
								});
								else {
									const start = getFirstKeyStartProps(it.start);
									this.stack.push({
										type: "block-map",
										offset: this.offset,
										indent: this.indent,
										items: [{
											start,
											key: null,
											sep: [this.sourceToken]
										}]
									});
								}
							} else if (it.value) map.items.push({
								start: [],
								key: null,
								sep: [this.sourceToken]
							});
							else if (includesToken(it.sep, "map-value-ind")) this.stack.push({
								type: "block-map",
								offset: this.offset,
								indent: this.indent,
								items: [{
									start,
									key: null,
									sep: [this.sourceToken]
								}]
							});
							else if (isFlowToken(it.key) && !includesToken(it.sep, "newline")) {
								const start = getFirstKeyStartProps(it.start);
								const key = it.key;
								const sep = it.sep;
								sep.push(this.sourceToken);
								delete it.key;
								delete it.sep;
								this.stack.push({
									type: "block-map",
									offset: this.offset,
									indent: this.indent,
									items: [{
										start,
										key,
										sep
									}]
								});
							} else if (start.length > 0) it.sep = it.sep.concat(start, this.sourceToken);
							else it.sep.push(this.sourceToken);
						} else if (!it.sep) Object.assign(it, {
							key: null,
							sep: [this.sourceToken]
						});
						else if (it.value || atNextItem) map.items.push({
							start,
							key: null,
							sep: [this.sourceToken]
						});
						else if (includesToken(it.sep, "map-value-ind")) this.stack.push({
							type: "block-map",
							offset: this.offset,
							indent: this.indent,
							items: [{
								start: [],
								key: null,
								sep: [this.sourceToken]
							}]
						});
						else it.sep.push(this.sourceToken);
						this.onKeyLine = true;
						return;
					case "alias":
					case "scalar":
					case "single-quoted-scalar":
					case "double-quoted-scalar": {
						const fs = this.flowScalar(this.type);
						if (atNextItem || it.value) {
							map.items.push({
								start,
								key: fs,
								sep: []
							});
							this.onKeyLine = true;
						} else if (it.sep) this.stack.push(fs);
						else {
							Object.assign(it, {
								key: fs,
								sep: []
							});
							this.onKeyLine = true;
						}
						return;
					}
					default: {
						const bv = this.startBlockValue(map);
						if (bv) {
							if (bv.type === "block-seq") {
								if (!it.explicitKey && it.sep && !includesToken(it.sep, "newline")) {
									yield* this.pop({
										type: "error",
										offset: this.offset,
										message: "Unexpected block-seq-ind on same line with key",
										source: this.source
									});
									return;
								}
							} else if (atMapIndent) map.items.push({ start });
							this.stack.push(bv);
							return;
						}
					}
				}
			}
			yield* this.pop();
			yield* this.step();
		}
		*blockSequence(seq) {
			const it = seq.items[seq.items.length - 1];
			switch (this.type) {
				case "newline":
					if (it.value) {
						const end = "end" in it.value ? it.value.end : void 0;
						if ((Array.isArray(end) ? end[end.length - 1] : void 0)?.type === "comment") end?.push(this.sourceToken);
						else seq.items.push({ start: [this.sourceToken] });
					} else it.start.push(this.sourceToken);
					return;
				case "space":
				case "comment":
					if (it.value) seq.items.push({ start: [this.sourceToken] });
					else {
						if (this.atIndentedComment(it.start, seq.indent)) {
							const end = seq.items[seq.items.length - 2]?.value?.end;
							if (Array.isArray(end)) {
								arrayPushArray(end, it.start);
								end.push(this.sourceToken);
								seq.items.pop();
								return;
							}
						}
						it.start.push(this.sourceToken);
					}
					return;
				case "anchor":
				case "tag":
					if (it.value || this.indent <= seq.indent) break;
					it.start.push(this.sourceToken);
					return;
				case "seq-item-ind":
					if (this.indent !== seq.indent) break;
					if (it.value || includesToken(it.start, "seq-item-ind")) seq.items.push({ start: [this.sourceToken] });
					else it.start.push(this.sourceToken);
					return;
			}
			if (this.indent > seq.indent) {
				const bv = this.startBlockValue(seq);
				if (bv) {
					this.stack.push(bv);
					return;
				}
			}
			yield* this.pop();
			yield* this.step();
		}
		*flowCollection(fc) {
			const it = fc.items[fc.items.length - 1];
			if (this.type === "flow-error-end") {
				let top;
				do {
					yield* this.pop();
					top = this.peek(1);
				} while (top?.type === "flow-collection");
			} else if (fc.end.length === 0) {
				switch (this.type) {
					case "comma":
					case "explicit-key-ind":
						if (!it || it.sep) fc.items.push({ start: [this.sourceToken] });
						else it.start.push(this.sourceToken);
						return;
					case "map-value-ind":
						if (!it || it.value) fc.items.push({
							start: [],
							key: null,
							sep: [this.sourceToken]
						});
						else if (it.sep) it.sep.push(this.sourceToken);
						else Object.assign(it, {
							key: null,
							sep: [this.sourceToken]
						});
						return;
					case "space":
					case "comment":
					case "newline":
					case "anchor":
					case "tag":
						if (!it || it.value) fc.items.push({ start: [this.sourceToken] });
						else if (it.sep) it.sep.push(this.sourceToken);
						else it.start.push(this.sourceToken);
						return;
					case "alias":
					case "scalar":
					case "single-quoted-scalar":
					case "double-quoted-scalar": {
						const fs = this.flowScalar(this.type);
						if (!it || it.value) fc.items.push({
							start: [],
							key: fs,
							sep: []
						});
						else if (it.sep) this.stack.push(fs);
						else Object.assign(it, {
							key: fs,
							sep: []
						});
						return;
					}
					case "flow-map-end":
					case "flow-seq-end":
						fc.end.push(this.sourceToken);
						return;
				}
				const bv = this.startBlockValue(fc);
				/* istanbul ignore else should not happen */
				if (bv) this.stack.push(bv);
				else {
					yield* this.pop();
					yield* this.step();
				}
			} else {
				const parent = this.peek(2);
				if (parent.type === "block-map" && (this.type === "map-value-ind" && parent.indent === fc.indent || this.type === "newline" && !parent.items[parent.items.length - 1].sep)) {
					yield* this.pop();
					yield* this.step();
				} else if (this.type === "map-value-ind" && parent.type !== "flow-collection") {
					const start = getFirstKeyStartProps(getPrevProps(parent));
					fixFlowSeqItems(fc);
					const sep = fc.end.splice(1, fc.end.length);
					sep.push(this.sourceToken);
					const map = {
						type: "block-map",
						offset: fc.offset,
						indent: fc.indent,
						items: [{
							start,
							key: fc,
							sep
						}]
					};
					this.onKeyLine = true;
					this.stack[this.stack.length - 1] = map;
				} else yield* this.lineEnd(fc);
			}
		}
		flowScalar(type) {
			if (this.onNewLine) {
				let nl = this.source.indexOf("\n") + 1;
				while (nl !== 0) {
					this.onNewLine(this.offset + nl);
					nl = this.source.indexOf("\n", nl) + 1;
				}
			}
			return {
				type,
				offset: this.offset,
				indent: this.indent,
				source: this.source
			};
		}
		startBlockValue(parent) {
			switch (this.type) {
				case "alias":
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": return this.flowScalar(this.type);
				case "block-scalar-header": return {
					type: "block-scalar",
					offset: this.offset,
					indent: this.indent,
					props: [this.sourceToken],
					source: ""
				};
				case "flow-map-start":
				case "flow-seq-start": return {
					type: "flow-collection",
					offset: this.offset,
					indent: this.indent,
					start: this.sourceToken,
					items: [],
					end: []
				};
				case "seq-item-ind": return {
					type: "block-seq",
					offset: this.offset,
					indent: this.indent,
					items: [{ start: [this.sourceToken] }]
				};
				case "explicit-key-ind": {
					this.onKeyLine = true;
					const start = getFirstKeyStartProps(getPrevProps(parent));
					start.push(this.sourceToken);
					return {
						type: "block-map",
						offset: this.offset,
						indent: this.indent,
						items: [{
							start,
							explicitKey: true
						}]
					};
				}
				case "map-value-ind": {
					this.onKeyLine = true;
					const start = getFirstKeyStartProps(getPrevProps(parent));
					return {
						type: "block-map",
						offset: this.offset,
						indent: this.indent,
						items: [{
							start,
							key: null,
							sep: [this.sourceToken]
						}]
					};
				}
			}
			return null;
		}
		atIndentedComment(start, indent) {
			if (this.type !== "comment") return false;
			if (this.indent <= indent) return false;
			return start.every((st) => st.type === "newline" || st.type === "space");
		}
		*documentEnd(docEnd) {
			if (this.type !== "doc-mode") {
				if (docEnd.end) docEnd.end.push(this.sourceToken);
				else docEnd.end = [this.sourceToken];
				if (this.type === "newline") yield* this.pop();
			}
		}
		*lineEnd(token) {
			switch (this.type) {
				case "comma":
				case "doc-start":
				case "doc-end":
				case "flow-seq-end":
				case "flow-map-end":
				case "map-value-ind":
					yield* this.pop();
					yield* this.step();
					break;
				case "newline": this.onKeyLine = false;
				default:
					if (token.end) token.end.push(this.sourceToken);
					else token.end = [this.sourceToken];
					if (this.type === "newline") yield* this.pop();
			}
		}
	};
	exports.Parser = Parser;
}));
// node_modules/yaml/dist/public-api.js
var require_public_api = /* @__PURE__ */ __commonJSMin(((exports) => {
	var composer = require_composer();
	var Document = require_Document();
	var errors = require_errors();
	var log = require_log();
	var identity = require_identity();
	var lineCounter = require_line_counter();
	var parser = require_parser();
	function parseOptions(options) {
		const prettyErrors = options.prettyErrors !== false;
		return {
			lineCounter: options.lineCounter || prettyErrors && new lineCounter.LineCounter() || null,
			prettyErrors
		};
	}
	/**
	* Parse the input as a stream of YAML documents.
	*
	* Documents should be separated from each other by `...` or `---` marker lines.
	*
	* @returns If an empty `docs` array is returned, it will be of type
	*   EmptyStream and contain additional stream information. In
	*   TypeScript, you should use `'empty' in docs` as a type guard for it.
	*/
	function parseAllDocuments(source, options = {}) {
		const { lineCounter, prettyErrors } = parseOptions(options);
		const parser$1 = new parser.Parser(lineCounter?.addNewLine);
		const composer$1 = new composer.Composer(options);
		const docs = Array.from(composer$1.compose(parser$1.parse(source)));
		if (prettyErrors && lineCounter) for (const doc of docs) {
			doc.errors.forEach(errors.prettifyError(source, lineCounter));
			doc.warnings.forEach(errors.prettifyError(source, lineCounter));
		}
		if (docs.length > 0) return docs;
		return Object.assign([], { empty: true }, composer$1.streamInfo());
	}
	/** Parse an input string into a single YAML.Document */
	function parseDocument(source, options = {}) {
		const { lineCounter, prettyErrors } = parseOptions(options);
		const parser$1 = new parser.Parser(lineCounter?.addNewLine);
		const composer$1 = new composer.Composer(options);
		let doc = null;
		for (const _doc of composer$1.compose(parser$1.parse(source), true, source.length)) if (!doc) doc = _doc;
		else if (doc.options.logLevel !== "silent") {
			doc.errors.push(new errors.YAMLParseError(_doc.range.slice(0, 2), "MULTIPLE_DOCS", "Source contains multiple documents; please use YAML.parseAllDocuments()"));
			break;
		}
		if (prettyErrors && lineCounter) {
			doc.errors.forEach(errors.prettifyError(source, lineCounter));
			doc.warnings.forEach(errors.prettifyError(source, lineCounter));
		}
		return doc;
	}
	function parse(src, reviver, options) {
		let _reviver = void 0;
		if (typeof reviver === "function") _reviver = reviver;
		else if (options === void 0 && reviver && typeof reviver === "object") options = reviver;
		const doc = parseDocument(src, options);
		if (!doc) return null;
		doc.warnings.forEach((warning) => log.warn(doc.options.logLevel, warning));
		if (doc.errors.length > 0) {
			if (doc.options.logLevel !== "silent") throw doc.errors[0];
			else doc.errors = [];
		}
		return doc.toJS(Object.assign({ reviver: _reviver }, options));
	}
	function stringify(value, replacer, options) {
		let _replacer = null;
		if (typeof replacer === "function" || Array.isArray(replacer)) _replacer = replacer;
		else if (options === void 0 && replacer) options = replacer;
		if (typeof options === "string") options = options.length;
		if (typeof options === "number") {
			const indent = Math.round(options);
			options = indent < 1 ? void 0 : indent > 8 ? { indent: 8 } : { indent };
		}
		if (value === void 0) {
			const { keepUndefined } = options ?? replacer ?? {};
			if (!keepUndefined) return void 0;
		}
		if (identity.isDocument(value) && !_replacer) return value.toString(options);
		return new Document.Document(value, _replacer, options).toString(options);
	}
	exports.parse = parse;
	exports.parseAllDocuments = parseAllDocuments;
	exports.parseDocument = parseDocument;
	exports.stringify = stringify;
}));
// node_modules/yaml/dist/index.js
var require_dist = /* @__PURE__ */ __commonJSMin(((exports) => {
	var composer = require_composer();
	var Document = require_Document();
	var Schema = require_Schema();
	var errors = require_errors();
	var Alias = require_Alias();
	var identity = require_identity();
	var Pair = require_Pair();
	var Scalar = require_Scalar();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	require_cst();
	var lexer = require_lexer();
	var lineCounter = require_line_counter();
	var parser = require_parser();
	var publicApi = require_public_api();
	var visit = require_visit();
	exports.Composer = composer.Composer;
	exports.Document = Document.Document;
	exports.Schema = Schema.Schema;
	exports.YAMLError = errors.YAMLError;
	exports.YAMLParseError = errors.YAMLParseError;
	exports.YAMLWarning = errors.YAMLWarning;
	exports.Alias = Alias.Alias;
	exports.isAlias = identity.isAlias;
	exports.isCollection = identity.isCollection;
	exports.isDocument = identity.isDocument;
	exports.isMap = identity.isMap;
	exports.isNode = identity.isNode;
	exports.isPair = identity.isPair;
	exports.isScalar = identity.isScalar;
	exports.isSeq = identity.isSeq;
	exports.Pair = Pair.Pair;
	exports.Scalar = Scalar.Scalar;
	exports.YAMLMap = YAMLMap.YAMLMap;
	exports.YAMLSeq = YAMLSeq.YAMLSeq;
	exports.Lexer = lexer.Lexer;
	exports.LineCounter = lineCounter.LineCounter;
	exports.Parser = parser.Parser;
	exports.parse = publicApi.parse;
	exports.parseAllDocuments = publicApi.parseAllDocuments;
	exports.parseDocument = publicApi.parseDocument;
	exports.stringify = publicApi.stringify;
	exports.visit = visit.visit;
	exports.visitAsync = visit.visitAsync;
}));
// src/base/yaml-mistakes.ts
var import_dist = require_dist();
/**
* Explains the errors of a YAML parser. Behind its first mistake in a line a parser guesses, so only that one is told.
* @param lineOf the line of an offset
*/
function explainYaml(mistakes, lineOf) {
	const lines = /* @__PURE__ */ new Set();
	return mistakes.flatMap(({ code, message, pos: [offset] }) => {
		const line = lineOf(offset);
		if (lines.has(line)) return [];
		lines.add(line);
		return [{
			...inWords(code, message),
			offset
		}];
	});
}
function inWords(code, message) {
	if (code === "MULTIPLE_DOCS") return {
		message: "the file has more than one YAML document",
		hint: "keep one: remove `---`"
	};
	if (code === "TAB_AS_INDENT") return {
		message: "a tab is used to indent",
		hint: "YAML is indented by spaces"
	};
	return {
		message: `this is no YAML: ${message}`,
		hint: code === "UNEXPECTED_TOKEN" ? "a `${{ … }}` within `{ }` or `[ ]` needs quotes" : void 0
	};
}
// src/host/packages.ts
/** What can be missing, and the package that brings it. Debian's names hold for Ubuntu. */
const PACKAGES = {
	"qemu-system-x86_64": {
		debian: "qemu-system-x86",
		fedora: "qemu-system-x86"
	},
	"qemu-system-aarch64": {
		debian: "qemu-system-arm",
		fedora: "qemu-system-aarch64"
	},
	"qemu-system-ppc64": {
		debian: "qemu-system-ppc",
		fedora: "qemu-system-ppc"
	},
	"qemu-img": {
		debian: "qemu-utils",
		fedora: "qemu-img"
	},
	"firmware-x86_64": {
		debian: "ovmf",
		fedora: "edk2-ovmf"
	},
	"firmware-aarch64": {
		debian: "qemu-efi-aarch64",
		fedora: "edk2-aarch64"
	},
	"firmware-ppc64": {
		debian: "qemu-system-data",
		fedora: "SLOF"
	},
	setpriv: {
		debian: "util-linux",
		fedora: "util-linux"
	},
	flock: {
		debian: "util-linux",
		fedora: "util-linux"
	},
	mmdebstrap: {
		debian: "mmdebstrap",
		fedora: "mmdebstrap"
	},
	sqfstar: {
		debian: "squashfs-tools",
		fedora: "squashfs-tools"
	},
	sqfs2tar: {
		debian: "squashfs-tools-ng",
		fedora: "squashfs-tools-ng"
	},
	xz: {
		debian: "xz-utils",
		fedora: "xz"
	},
	fakeroot: {
		debian: "fakeroot",
		fedora: "fakeroot"
	},
	newuidmap: {
		debian: "uidmap",
		fedora: "shadow-utils"
	},
	python3: {
		debian: "python3",
		fedora: "python3"
	},
	tgtd: {
		debian: "tgt",
		fedora: "scsi-target-utils"
	},
	tgtadm: {
		debian: "tgt",
		fedora: "scsi-target-utils"
	},
	mke2fs: {
		debian: "e2fsprogs",
		fedora: "e2fsprogs"
	}
};
/** The packages that bring some things, each once, sorted; none on a distribution whose packages we cannot name. */
function packagesOf(things, family) {
	return family === "other" ? [] : [...new Set(things.map((thing) => PACKAGES[thing][family]))].sort();
}
/** How to get what is missing: one command where the distribution is known, else one for each that is. */
function installMend(thing, family) {
	const names = PACKAGES[thing];
	const debian = `apt-get install ${names.debian}`;
	const fedora = `dnf install ${names.fedora}`;
	if (family === "debian") return `as root: ${debian}`;
	if (family === "fedora") return `as root: ${fedora}`;
	return `install it (Debian, Ubuntu: ${debian}; Fedora: ${fedora})`;
}
/** Reads os-release; a host without one is an `other` without a name. */
async function distribution(file = "/etc/os-release") {
	const text = await readFile(file, "utf8").catch(() => "");
	const value = (key) => new RegExp(`^${key}=(["']?)(.*)\\1$`, "m").exec(text)?.[2] ?? "";
	const ids = [value("ID"), ...value("ID_LIKE").split(" ")];
	const family = ids.some((id) => id === "debian" || id === "ubuntu") ? "debian" : ids.some((id) => id === "fedora" || id === "rhel") ? "fedora" : "other";
	return {
		id: value("ID"),
		name: value("PRETTY_NAME"),
		family
	};
}
// src/host/identity.ts
/** The kernel's overflow user, which every distribution calls `nobody`. */
const OVERFLOW = 65534;
/**
* Which user QEMU runs as: null for ourselves, where we are not root. Root gives way to the user who called sudo, else to `nobody`.
* The group is that of /dev/kvm where that group (not root's) may use it: `nobody` has no other way to it.
*/
async function qemuIdentity(options) {
	if (options.uid !== 0) return null;
	const user = sudoUser(options) ?? await nobody(options.passwd ?? "/etc/passwd");
	const kvm = await stat(options.kvm ?? "/dev/kvm").catch(() => void 0);
	const shared = kvm !== void 0 && (kvm.mode & 48) === 48 && kvm.gid !== 0;
	return {
		uid: user.uid,
		gid: shared ? kvm.gid : user.gid
	};
}
function sudoUser(options) {
	const { sudoUid = "", sudoGid = "" } = options;
	if (!/^[1-9]\d*$/.test(sudoUid) || !/^[1-9]\d*$/.test(sudoGid)) return void 0;
	return {
		uid: Number(sudoUid),
		gid: Number(sudoGid)
	};
}
async function nobody(passwd) {
	const text = await readFile(passwd, "utf8").catch(() => "");
	const match = /^nobody:[^:]*:([1-9]\d*):([1-9]\d*):/m.exec(text);
	return match === null ? {
		uid: OVERFLOW,
		gid: OVERFLOW
	} : {
		uid: Number(match[1]),
		gid: Number(match[2])
	};
}
/**
* What stands before QEMU's command line: one `setpriv` that ties its life to ours, drops root where we are root, and closes the way
* back. It must stay one call: a second setpriv, or a change of user after it, clears the parent-death signal.
*/
function privilegePrefix(identity) {
	return [
		"setpriv",
		"--pdeathsig",
		"KILL",
		...identity === null ? [] : [
			"--reuid",
			String(identity.uid),
			"--regid",
			String(identity.gid),
			"--clear-groups"
		],
		"--no-new-privs",
		"--"
	];
}
/**
* Looks whether a user could enter a folder, or read or write a path, by the mode bits of all folders on the way to it, links followed (access control
* lists are not looked at). For `write` and `enter`, a path that does not exist yet is judged by the nearest folder that does. Identity null asks the kernel about ourselves. Returns what stops it, or null. Errors other than a missing file are thrown.
*/
async function canReach(path, identity, want) {
	const target = want === "read" ? path : await nearestExisting(path);
	if (identity === null) return await ownObstacle(target, want);
	const real = await realpath(target).catch((error) => {
		if (isErrno(error, "ENOENT")) return void 0;
		throw error;
	});
	if (real === void 0) return {
		path: target,
		message: `${target} does not exist`
	};
	if (identity.uid === 0) return null;
	for (const folder of [...parents(target), ...parents(real)]) {
		const obstacle = await stopsAt(folder, identity, 1, "enter");
		if (obstacle !== null) return obstacle;
	}
	return await stopsAt(real, identity, {
		enter: 0,
		read: 4,
		write: 2
	}[want] | ((await stat(real)).isDirectory() ? 1 : 0), want);
}
async function ownObstacle(path, want) {
	try {
		await access(path, {
			enter: constants$1.X_OK,
			read: constants$1.R_OK,
			write: constants$1.W_OK
		}[want]);
		return null;
	} catch (error) {
		return {
			path,
			message: `${path} cannot be ${{
				enter: "entered",
				read: "read",
				write: "written"
			}[want]}: ${error.message}`
		};
	}
}
async function nearestExisting(path) {
	for (let at = path;; at = dirname(at)) if (dirname(at) === at || await stat(at).catch(() => void 0) !== void 0) return at;
}
/** All folders above a path, the root first. */
function parents(path) {
	const all = [];
	for (let at = dirname(path);; at = dirname(at)) {
		all.unshift(at);
		if (dirname(at) === at) return all;
	}
}
async function stopsAt(path, identity, bits, verb) {
	const { mode, uid, gid } = await stat(path);
	if ((mode >> (uid === identity.uid ? 6 : gid === identity.gid ? 3 : 0) & bits) === bits) return null;
	return {
		path,
		message: `${path} (mode ${(mode & 4095).toString(8).padStart(4, "0")}, owner ${uid}:${gid}) lets user ${identity.uid}:${identity.gid} not ${verb} it`
	};
}
// src/host/memory.ts
/**
* What a fact was learnt from, cheaply: changes whenever a file is replaced or written. Undefined where there is no such file.
* The inode and the time of change are in it because a package manager keeps a file's own time.
*/
async function fileStamp(path) {
	const found = await stat(path).catch(() => void 0);
	return found === void 0 ? void 0 : `${found.size}:${found.mtimeMs}:${found.ctimeMs}:${found.dev}:${found.ino}`;
}
/** Reads a remembered value. Undefined where there is none, or none that can be read: memory only ever saves time. */
async function recall(folder, name) {
	if (folder === null) return void 0;
	try {
		return JSON.parse(await readFile(join(folder, name), "utf8"));
	} catch {
		return;
	}
}
/** Remembers a value in a folder that is made where it is missing. A folder that cannot be written costs time next time, nothing else. */
async function remember(folder, name, value) {
	if (folder === null) return;
	try {
		await makeFolder(folder);
		await writeWhole(join(folder, name), `${JSON.stringify(value)}\n`);
	} catch {}
}
/** Finds `qemu-system-ARCH`. A missing or too old one comes back as the problem VMTEST_QEMU_MISSING with its mend. */
async function findQemu(arch, search) {
	return await findTool(`qemu-system-${arch}`, search);
}
/** Finds `qemu-img`, in the same way. */
async function findQemuImg(search) {
	return await findTool("qemu-img", search);
}
/** Whether a search found its program. */
function isQemu(found) {
	return "binary" in found;
}
async function findTool(name, search) {
	const mend = installMend(name, search.family);
	const problem = (message, hint = mend) => ({
		code: "VMTEST_QEMU_MISSING",
		severity: "error",
		message,
		hint
	});
	const binary = await findProgram(name, search.path);
	if (binary === null) return problem(`${name} was not found in PATH (${search.path === "" ? "which is empty" : search.path})`);
	const answer = await versionOf(binary, search.cacheFolder);
	if ("failure" in answer) return problem(`${binary} does not tell its version: ${answer.failure}`, `reinstall it; ${mend}`);
	if (!atLeast(answer.version, "6.2")) return problem(`${binary} is version ${answer.version}, and 6.2 or newer is needed`, "use a newer release of the distribution");
	return {
		binary,
		version: answer.version
	};
}
async function versionOf(binary, cacheFolder) {
	const name = `version-${sha256(binary).slice(0, 16)}.json`;
	const stamp = await fileStamp(binary);
	const known = await recall(cacheFolder, name);
	if (known?.stamp === stamp && typeof known?.version === "string") return { version: known.version };
	const outcome = await run$1(binary, ["--version"], {
		env: TOOL_ENV,
		cwd: "/",
		timeout: 20,
		maxBuffer: 65536
	});
	const version = parseVersion(outcome.stdout);
	if (version === void 0) {
		const said = (outcome.stderr || outcome.stdout).trim().split("\n")[0] || outcome.errorCode || outcome.signal;
		return { failure: shorten(said ?? `it ended with status ${outcome.exitCode} and said nothing`, 200) };
	}
	await remember(cacheFolder, name, {
		stamp,
		version
	});
	return { version };
}
/** Reads the version out of what QEMU's programs print: `QEMU emulator version 7.2.22 (Debian …)`, `qemu-img version 7.2.22 (…)`. */
function parseVersion(text) {
	return /\bversion (\d+\.\d+(?:\.\d+)*)/.exec(text)?.[1];
}
/** Compares dotted versions by number. */
function atLeast(version, oldest) {
	const [have, want] = [version.split(".").map(Number), oldest.split(".").map(Number)];
	for (const [index, part] of want.entries()) {
		const own = have[index] ?? 0;
		if (own !== part) return own > part;
	}
	return true;
}
// src/model/suite.ts
/** The parts that an image can have. `root` is a root file system (see `RootFormat`), `disk` a bootable disk image. */
const IMAGE_ROLES = [
	"kernel",
	"initrd",
	"root",
	"root-tar",
	"disk",
	"iso"
];
// src/model/axes.ts
/** How axes are called in an id: by the last part of a dotted name, by the whole where two would be called the same. Sorted by that. */
function shownAxes(axes) {
	const names = [...axes];
	const last = (name) => name.slice(name.lastIndexOf(".") + 1);
	const shown = names.map((name) => [name, names.some((other) => other !== name && last(other) === last(name)) ? name : last(name)]);
	return new Map(shown.sort(([, a], [, b]) => a < b ? -1 : 1));
}
/** The environment variable of each axis, by the name that its id shows: `VMTEST_FIRMWARE` for `machine.firmware`. */
function axisVariables(axes) {
	const variable = (shown) => `VMTEST_${shown.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
	return new Map([...shownAxes(axes)].map(([axis, shown]) => [axis, variable(shown)]));
}
// src/model/check.ts
/** The checks that an installation by curtin brings by itself, each switched off by its name under `packs`. */
const CURTIN_PACKS = [
	"fstab",
	"swaps",
	"dname",
	"dname-rules",
	"kernel-package",
	"interfaces-removed",
	"reporting",
	"storage",
	"network",
	"grub",
	"packages"
];
// src/suite/names.ts
/** Bytes of the longest slug. */
const MAX_SLUG = 60;
/** What a run writes beside its tests' folders. */
const RESERVED = [
	RUN_RESULT_FILE,
	JUNIT_FILE,
	".",
	"..",
	""
];
/** `basic[firmware=uefi,image=noble]`, or the bare name where there are no axes. */
function idOf({ name, axes }) {
	return axes.length === 0 ? name : `${name}[${axes.map(([shown, text]) => `${shown}=${text}`).join(",")}]`;
}
/**
* A slug for each test, in their order: `basic-uefi-noble`, of `A-Z a-z 0-9 . _ -`, at most 60 bytes. Where two would meet, or one
* had to be cut, it ends with eight hex digits of the id's sha256, whatever the tests' order. Upper and lower case meet too: slugs
* are files on other systems as well.
*/
function slugsOf(tests) {
	const plain = tests.map(({ name, axes }) => slugText([name, ...axes.map(([, text]) => text)].join("-")));
	const counts = /* @__PURE__ */ new Map();
	for (const slug of plain) counts.set(slug.toLowerCase(), (counts.get(slug.toLowerCase()) ?? 0) + 1);
	const free = (slug) => counts.get(slug.toLowerCase()) === 1 && slug.length <= MAX_SLUG && !RESERVED.includes(slug);
	const taken = new Set(plain.filter(free).map((slug) => slug.toLowerCase()));
	return plain.map((slug, i) => {
		if (free(slug)) return slug;
		const digest = sha256(idOf(tests[i]));
		for (let digits = 8;; digits += 1) {
			const made = `${slug.slice(0, MAX_SLUG - digits - 1) || "test"}-${digest.slice(0, digits)}`;
			if (taken.has(made.toLowerCase()) && digits < digest.length - 14) continue;
			taken.add(made.toLowerCase());
			return made;
		}
	});
}
function slugText(text) {
	return text.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|-+$/g, "");
}
// src/suite/tree.ts
/** The value of a key, or undefined; undefined for anything that is no mapping. */
function child(tree, key) {
	return tree?.kind === "map" ? tree.entries.get(key)?.value : void 0;
}
/** The items of a list, the tree itself as the only item where it is no list, nothing for undefined. */
function itemsOf(tree) {
	if (tree === void 0) return [];
	return tree.kind === "list" ? tree.items : [tree];
}
/** A copy in which every part says that it was brought by an alias at `use`. */
function usedAt(tree, use) {
	return rebuild(tree, (at) => ({
		...at,
		use
	}));
}
/** A copy in which every part says that it was written at `level`. */
function atLevel(tree, level) {
	return rebuild(tree, (at) => ({
		...at,
		level
	}));
}
function rebuild(tree, change) {
	const changed = change(tree);
	if (changed.kind === "list") return {
		...changed,
		items: changed.items.map((item) => rebuild(item, change))
	};
	if (changed.kind === "scalar") return changed;
	const entries = /* @__PURE__ */ new Map();
	for (const [name, { key, value }] of changed.entries) entries.set(name, {
		key: change(key),
		value: rebuild(value, change)
	});
	return {
		...changed,
		entries
	};
}
/** How many values a tree has, itself included. */
function countTree(tree) {
	if (tree.kind === "scalar") return 1;
	let count = 1;
	if (tree.kind === "list") for (const item of tree.items) count += countTree(item);
	else for (const { value } of tree.entries.values()) count += countTree(value);
	return count;
}
/** A copy with `value` under `path`; missing mappings are made. Undefined where something that is no mapping is in the way. */
function setPath(tree, path, value) {
	const [name, ...rest] = path;
	if (name === void 0) return value;
	const map = tree ?? {
		kind: "map",
		place: value.place,
		level: value.level,
		entries: /* @__PURE__ */ new Map()
	};
	if (map.kind !== "map") return void 0;
	const old = map.entries.get(name);
	const inner = setPath(old?.value, rest, value);
	if (inner === void 0) return void 0;
	return {
		...map,
		entries: new Map(map.entries).set(name, {
			key: old?.key ?? at(value),
			value: inner
		})
	};
}
/** The place of a tree, without the rest. */
function at(tree) {
	return tree.use === void 0 ? { place: tree.place } : {
		place: tree.place,
		use: tree.use
	};
}
/**
* The plain JavaScript value. `asWritten`: a plain number whose text is not how JavaScript writes it stays text (`0644`, `24.10`),
* because what reads it afterwards wants the text.
*/
function toPlain(tree, asWritten) {
	if (tree.kind === "list") return tree.items.map((item) => toPlain(item, asWritten));
	if (tree.kind === "map") return Object.fromEntries([...tree.entries].map(([name, { value }]) => [name, toPlain(value, asWritten)]));
	return asWritten ? scalarAsWritten(tree) : tree.value;
}
/** A scalar's value, or its text where it is a number that is written in another way than JavaScript's. */
function scalarAsWritten(tree) {
	return typeof tree.value === "number" && String(tree.value) !== tree.text ? tree.text : tree.value;
}
// src/suite/checks.ts
/** Seconds that a `run:` command has where nothing is said. */
const RUN_SECONDS = 300;
/** What curtin posts where its configuration says nothing else (`install.post_files`). */
const POSTED_FILES = ["/tmp/install.log"];
const CONFIG_KINDS = [
	"storage",
	"network",
	"grub",
	"dname",
	"dname-rules"
];
/** Checks as the model has them. `boot`: the boot that they are written in, whose data they read; null for those of the test. */
function checkSettings(input, tree, boot) {
	const trees = itemsOf(tree);
	return (input ?? []).map((one, i) => oneCheck(one, trees[i], boot));
}
function oneCheck(input, tree, boot) {
	const { place } = tree;
	if (typeof input === "string") return bareCheck(input, {
		from: boot,
		not: false,
		place
	});
	const base = {
		from: input.from ?? boot,
		not: input.not ?? false,
		place
	};
	if ("file" in input) return {
		kind: "file",
		...fileSettings(input),
		...base
	};
	if ("console" in input) return {
		kind: "console",
		matches: input.console,
		...base
	};
	if ("run" in input) return {
		kind: "run",
		command: input.run,
		timeout: input.timeout ?? RUN_SECONDS,
		...base
	};
	if ("packages" in input) {
		const lists = Array.isArray(input.packages) ? { installed: input.packages } : input.packages;
		return {
			kind: "packages",
			installed: lists.installed ?? [],
			absent: lists.absent ?? [],
			...base
		};
	}
	if ("services" in input) {
		if (input.services === null) return bareCheck("services", base);
		const { active, failed } = Array.isArray(input.services) ? {
			active: input.services,
			failed: void 0
		} : input.services;
		return {
			kind: "services",
			active: active ?? [],
			allowedFailures: failed === void 0 ? null : failed === "none" ? [] : failed,
			...base
		};
	}
	if ("kernel-package" in input) return {
		kind: "kernel-package",
		package: input["kernel-package"],
		...base
	};
	if ("interfaces-removed" in input) return bareCheck("interfaces-removed", base);
	if ("reporting" in input) {
		const check = bareCheck("reporting", base);
		return input.reporting === null ? check : {
			...base,
			kind: "reporting",
			from: check.from,
			files: input.reporting.files
		};
	}
	for (const kind of CONFIG_KINDS) if (kind in input) return configCheck$1(kind, input, base);
	return fstabOrSwaps(input, base);
}
function fstabOrSwaps(input, base) {
	if ("swaps" in input || input.fstab === null) return bareCheck("swaps" in input ? "swaps" : "fstab", base);
	return {
		kind: "fstab",
		entries: Object.entries(input.fstab).map(([spec, { mountpoint, options }]) => ({
			spec,
			mountpoint,
			options: options ?? null
		})),
		...base
	};
}
function bareCheck(word, base) {
	if (word === "swaps" || word === "interfaces-removed") return {
		kind: word,
		...base
	};
	if (word === "fstab") return {
		kind: "fstab",
		entries: [],
		...base
	};
	if (word === "kernel-package") return {
		kind: "kernel-package",
		package: null,
		...base
	};
	if (word === "reporting") return {
		kind: "reporting",
		files: POSTED_FILES,
		...base,
		from: base.from ?? "install"
	};
	const kind = CONFIG_KINDS.find((name) => name === word);
	return kind === void 0 ? {
		kind: "services",
		active: [],
		allowedFailures: [],
		...base
	} : configCheck$1(kind, void 0, base);
}
/** The path is relative to the suite file, which is where the check stands. */
function configCheck$1(kind, input, base) {
	const file = input?.[kind]?.config;
	return {
		kind,
		config: null,
		configFile: file === void 0 ? null : resolve(dirname(base.place.file), file),
		...base
	};
}
/** The packs that a test switches off. */
function packsOff(input) {
	return CURTIN_PACKS.filter((name) => input?.[name] === "off" || input?.[name] === "false");
}
function fileSettings(input) {
	return {
		path: input.file,
		exists: input.exists === true || input.absent === false,
		absent: input.absent === true || input.exists === false,
		contains: input.contains ?? [],
		matches: input.matches ?? [],
		equals: input.equals ?? null,
		json: input.json ?? null,
		lines: input.lines ?? []
	};
}
// node_modules/zod/v4/core/util.js
function getEnumValues(entries) {
	const numericValues = Object.values(entries).filter((v) => typeof v === "number");
	return Object.entries(entries).filter(([k, _]) => numericValues.indexOf(+k) === -1).map(([_, v]) => v);
}
function jsonStringifyReplacer(_, value) {
	if (typeof value === "bigint") return value.toString();
	return value;
}
var Cached = class {
	constructor(getter) {
		this._getter = getter;
		this._value = void 0;
	}
	get value() {
		const getter = this._getter;
		if (getter !== void 0) {
			this._value = getter();
			this._getter = void 0;
		}
		return this._value;
	}
};
function cached(getter) {
	return new Cached(getter);
}
function nullish(input) {
	return input === null || input === void 0;
}
function cleanRegex(source) {
	const start = source.startsWith("^") ? 1 : 0;
	const end = source.endsWith("$") ? source.length - 1 : source.length;
	return source.slice(start, end);
}
function assignProp(target, prop, value) {
	Object.defineProperty(target, prop, {
		value,
		writable: true,
		enumerable: true,
		configurable: true
	});
}
function mergeDefs(...defs) {
	const mergedDescriptors = {};
	for (const def of defs) {
		const descriptors = Object.getOwnPropertyDescriptors(def);
		Object.assign(mergedDescriptors, descriptors);
	}
	return Object.defineProperties({}, mergedDescriptors);
}
const captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {};
function isObject(data) {
	return typeof data === "object" && data !== null && !Array.isArray(data);
}
function isPlainObject(o) {
	if (isObject(o) === false) return false;
	const ctor = o.constructor;
	if (ctor === void 0) return true;
	if (typeof ctor !== "function") return true;
	const prot = ctor.prototype;
	if (isObject(prot) === false) return false;
	if (Object.prototype.hasOwnProperty.call(prot, "isPrototypeOf") === false) return false;
	return true;
}
const propertyKeyTypes = /* @__PURE__*/ new Set([
	"string",
	"number",
	"symbol"
]);
function escapeRegex(str) {
	return str.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
function clone(inst, def, params) {
	const cl = new inst._zod.constr(def ?? inst._zod.def);
	if (!def || params?.parent) cl._zod.parent = inst;
	return cl;
}
function normalizeParams(_params) {
	const params = _params;
	if (!params) return {};
	if (typeof params === "string") return { error: () => params };
	if (params?.message !== void 0) {
		if (params?.error !== void 0) throw new Error("Cannot specify both `message` and `error` params");
		params.error = params.message;
	}
	delete params.message;
	if (typeof params.error === "string") return {
		...params,
		error: () => params.error
	};
	return params;
}
function optionalKeys(shape) {
	return Object.keys(shape).filter((k) => {
		return shape[k]._zod.optin !== void 0 && shape[k]._zod.optout === "optional";
	});
}
const NUMBER_FORMAT_RANGES = /*@__PURE__*/ (() => ({
	safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
	int32: [-2147483648, 2147483647],
	uint32: [0, 4294967295],
	float32: [-34028234663852886e22, 34028234663852886e22],
	float64: [-Number.MAX_VALUE, Number.MAX_VALUE]
}))();
function aborted(x, startIndex = 0) {
	if (x.aborted === true) return true;
	for (let i = startIndex; i < x.issues.length; i++) if (x.issues[i]?.continue !== true) return true;
	return false;
}
function explicitlyAborted(x, startIndex = 0) {
	if (x.aborted === true) return true;
	for (let i = startIndex; i < x.issues.length; i++) if (x.issues[i]?.continue === false) return true;
	return false;
}
function prefixIssues(path, issues) {
	return issues.map((iss) => {
		var _a;
		(_a = iss).path ?? (_a.path = []);
		iss.path.unshift(path);
		return iss;
	});
}
function unwrapMessage(message) {
	return typeof message === "string" ? message : message?.message;
}
/** The leading size checks of `defChecks` that set an upper bound, each paired with it. */
function sizeCaps(defChecks) {
	const caps = [];
	for (const ch of defChecks ?? []) {
		const d = ch._zod.def;
		if (!/_(length|size)$|_equals$/.test(d.check)) break;
		const max = d.maximum ?? d.length ?? d.size;
		if (max >= 0) caps.push([max, ch]);
	}
	return caps;
}
function attachSchema(issues, start, inst) {
	var _a;
	for (let i = start; i < issues.length; i++) (_a = issues[i]).schema ?? (_a.schema = inst);
}
function finalizeIssue(iss, ctx, config) {
	var _a;
	const traits = iss.inst?._zod?.traits;
	if (traits?.has("$ZodType")) {
		if (traits.has("$ZodCheck")) (_a = iss).schema ?? (_a.schema = iss.inst);
		else iss.schema = iss.inst;
	}
	const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
	const message = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config.customError?.(iss)) ?? unwrapMessage(config.localeError?.(iss)) ?? "Invalid input";
	const full = {};
	for (const k of Object.keys(iss)) {
		if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__") continue;
		full[k] = iss[k];
	}
	full.path ?? (full.path = []);
	full.message = message;
	if (ctx?.reportInput) full.input = iss.input;
	return full;
}
const highSurrogate = /[\uD800-\uDBFF]/;
function codePointLength(str) {
	const units = str.length;
	if (!highSurrogate.test(str)) return units;
	let count = units;
	for (let i = 0; i < units - 1; i++) if ((str.charCodeAt(i) & 64512) === 55296 && (str.charCodeAt(i + 1) & 64512) === 56320) {
		count--;
		i++;
	}
	return count;
}
function getLengthableOrigin(input) {
	if (Array.isArray(input)) return "array";
	if (typeof input === "string") return "string";
	return "unknown";
}
/**
* Installs a trait's members on its prototype. Each value builds that member for the instance on first read; the built value shadows the accessor as an own property, so a detached `const { parse } = schema` keeps working.
*
* Call this from a `proto` initializer, which runs once per prototype — never per instance.
*/
function members(proto, table) {
	for (const key in table) {
		const desc = Object.getOwnPropertyDescriptor(table, key);
		if (desc.get) Object.defineProperty(proto, key, {
			...desc,
			enumerable: false
		});
		else defineBound(proto, key, desc.value);
	}
}
/** Shadows a prototype member with an own value, so a getter that builds from the instance runs once. */
function own(inst, key, value, enumerable = true) {
	Object.defineProperty(inst, key, {
		configurable: true,
		writable: true,
		enumerable,
		value
	});
	return value;
}
/** Like {@link own}, for a member that was never an own data property and has to stay out of `Object.keys`. */
function hide(inst, key, value) {
	return own(inst, key, value, false);
}
function defineBound(proto, key, fn) {
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			return this == null ? fn : own(this, key, fn.bind(this));
		},
		set(value) {
			own(this, key, value);
		}
	});
}
/** Returns the prototype to install on, or `undefined` if this group is already installed on it. */
function claim(inst, sentinel) {
	const proto = Object.getPrototypeOf(inst);
	return sentinel in proto ? void 0 : proto;
}
let installing;
let broke = false;
const breaker = {
	configurable: true,
	get() {
		broke = true;
	}
};
/**
* Installs a lazily-derived internal on the `_zod` prototype of `inst`'s
* constructor, computed from the internals object itself and cached there on
* first read. One accessor per constructor rather than one per instance.
*/
function defineLazyInternal(inst, key, compute) {
	const proto = Object.getPrototypeOf(inst._zod);
	if (key in proto && installing !== inst._zod) {
		installing = void 0;
		return;
	}
	installing = inst._zod;
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			Object.defineProperty(this, key, breaker);
			const outer = broke;
			broke = false;
			try {
				const value = compute(this);
				if (broke) delete this[key];
				else Object.defineProperty(this, key, {
					configurable: true,
					writable: true,
					value
				});
				broke = broke || outer;
				return value;
			} catch (err) {
				delete this[key];
				broke = broke || outer;
				throw err;
			}
		},
		set(value) {
			Object.defineProperty(this, key, {
				configurable: true,
				writable: true,
				value
			});
		}
	});
}
/**
* Installs `key` on `inst`'s prototype, computed by `make` on first read and cached there as an own
* data property. One accessor per constructor rather than one per instance, because an own accessor
* puts every instance after the first into v8 dictionary mode. The key doubles as the sentinel.
*/
function installLazyProp(inst, key, make, enumerable) {
	const proto = claim(inst, key);
	if (!proto) return;
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			const desc = {
				configurable: true,
				writable: true,
				enumerable,
				value: void 0
			};
			Object.defineProperty(this, key, desc);
			desc.value = make(this);
			Object.defineProperty(this, key, desc);
			return desc.value;
		},
		set(value) {
			Object.defineProperty(this, key, {
				configurable: true,
				writable: true,
				enumerable,
				value
			});
		}
	});
}
// node_modules/zod/v4/core/core.js
var _a$1;
/** A special constant with type `never` */
const NEVER = /*@__PURE__*/ Object.freeze({ status: "aborted" });
const _zodDesc = {
	value: void 0,
	enumerable: false
};
let _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
	const E = _E;
	if (E) {
		const saved = E.stackTraceLimit;
		if (typeof saved === "number") {
			try {
				E.stackTraceLimit = 0;
			} catch {
				_E = null;
				return new Definition();
			}
			try {
				return new Definition();
			} finally {
				E.stackTraceLimit = saved;
			}
		}
	}
	return new Definition();
}
/* @__NO_SIDE_EFFECTS__ */
function $constructor(name, initializer, proto, params) {
	const zodProto = {};
	function Internals(def) {
		this.def = def;
		this.constr = _;
		this.traits = /* @__PURE__ */ new Set();
	}
	Internals.prototype = zodProto;
	const protoMembers = proto;
	const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
	function init(inst, def) {
		if (!inst._zod) {
			_zodDesc.value = new Internals(def);
			try {
				Object.defineProperty(inst, "_zod", _zodDesc);
			} finally {
				_zodDesc.value = void 0;
			}
		} else if (inst._zod.traits.has(name)) return;
		inst._zod.traits.add(name);
		initializer(inst, def);
		if (initialized) {
			const own = Object.getPrototypeOf(inst);
			const ctorProto = inst._zod.constr.prototype;
			let up = own;
			while (up && up !== ctorProto) up = Object.getPrototypeOf(up);
			const target = up ?? own;
			if (!initialized.has(target)) {
				initialized.add(target);
				members(target, protoMembers);
			}
		}
		const proto = _.prototype;
		for (const k in proto) {
			if (!Object.prototype.hasOwnProperty.call(proto, k)) continue;
			if (!(k in inst)) inst[k] = proto[k].bind(inst);
		}
	}
	const Parent = params?.Parent ?? Object;
	class Definition extends Parent {}
	Object.defineProperty(Definition, "name", { value: name });
	function _(def) {
		const inst = params?.Parent ? newError(Definition) : this;
		init(inst, def);
		const deferred = inst._zod.deferred;
		if (deferred) {
			for (const fn of deferred) fn();
			inst._zod.deferred = void 0;
		}
		const pp = globalThis.__zod_globalConfig?.postProcessor;
		if (pp) pp(inst);
		return inst;
	}
	Object.defineProperty(_, "init", { value: init });
	Object.defineProperty(_, Symbol.hasInstance, { value: (inst) => {
		if (params?.Parent && inst instanceof params.Parent) return true;
		return inst?._zod?.traits?.has(name);
	} });
	Object.defineProperty(_, "name", { value: name });
	return _;
}
var $ZodAsyncError = class extends Error {
	constructor() {
		super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
	}
};
var $ZodEncodeError = class extends Error {
	constructor(name) {
		super(`Encountered unidirectional transform during encode: ${name}`);
		this.name = "ZodEncodeError";
	}
};
(_a$1 = globalThis).__zod_globalConfig ?? (_a$1.__zod_globalConfig = {});
const globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
	if (newConfig) Object.assign(globalConfig, newConfig);
	return globalConfig;
}
// node_modules/zod/v4/core/errors.js
function _getMessage() {
	const internals = this._zod;
	internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
	return internals.message;
}
function _setMessage(value) {
	this._zod.message = value;
}
const _messageDesc = {
	get: _getMessage,
	set: _setMessage,
	enumerable: true,
	configurable: true
};
const _issuesDesc = {
	value: void 0,
	enumerable: false
};
const _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
const initializer = (inst, def) => {
	inst.name = "$ZodError";
	_issuesDesc.value = def;
	Object.defineProperty(inst, "issues", _issuesDesc);
	_issuesDesc.value = void 0;
	Object.defineProperty(inst, "message", _messageDesc);
	const proto = Object.getPrototypeOf(inst);
	if (!_installedToString.has(proto)) {
		_installedToString.add(proto);
		Object.defineProperty(proto, "toString", {
			configurable: true,
			enumerable: false,
			get() {
				const value = () => this.message;
				Object.defineProperty(this, "toString", {
					value,
					configurable: true,
					writable: true
				});
				return value;
			},
			set(value) {
				Object.defineProperty(this, "toString", {
					value,
					configurable: true,
					writable: true
				});
			}
		});
	}
};
const $ZodRealError = /* @__PURE__ */ $constructor("$ZodError", initializer, void 0, { Parent: Error });
// node_modules/zod/v4/core/parse.js
const _parse = (_Err) => {
	const fn = (schema, value, _ctx, _params) => {
		const ctx = _ctx ? {
			..._ctx,
			async: false
		} : { async: false };
		const result = schema._zod.run({
			value,
			issues: []
		}, ctx);
		if (result instanceof Promise) throw new $ZodAsyncError();
		if (result.issues.length) {
			const e = new ((_params?.Err) ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
			captureStackTrace(e, _params?.callee ?? fn);
			throw e;
		}
		return result.value;
	};
	return fn;
};
const parse = /* @__PURE__*/ _parse($ZodRealError);
const _parseAsync = (_Err) => {
	const fn = async (schema, value, _ctx, params) => {
		const ctx = _ctx ? {
			..._ctx,
			async: true
		} : { async: true };
		let result = schema._zod.run({
			value,
			issues: []
		}, ctx);
		if (result instanceof Promise) result = await result;
		if (result.issues.length) {
			const e = new ((params?.Err) ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
			captureStackTrace(e, params?.callee ?? fn);
			throw e;
		}
		return result.value;
	};
	return fn;
};
const parseAsync = /* @__PURE__*/ _parseAsync($ZodRealError);
const _safeParse = (_Err) => (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		async: false
	} : { async: false };
	const result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) throw new $ZodAsyncError();
	return result.issues.length ? failure(_Err, result.issues, ctx) : {
		success: true,
		data: result.value
	};
};
const safeParse = /* @__PURE__*/ _safeParse($ZodRealError);
function failure(Err, issues, ctx) {
	let error;
	return {
		success: false,
		get error() {
			if (!error) {
				error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
				issues = void 0;
				ctx = void 0;
			}
			return error;
		},
		set error(e) {
			error = e;
			issues = void 0;
			ctx = void 0;
		}
	};
}
const _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		async: true
	} : { async: true };
	let result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) result = await result;
	return result.issues.length ? failure(_Err, result.issues, ctx) : {
		success: true,
		data: result.value
	};
};
const safeParseAsync = /* @__PURE__*/ _safeParseAsync($ZodRealError);
// node_modules/zod/v4/core/regexes.js
const anyString = /^[\s\S]{0,}$/;
const number$1 = /^-?\d+(?:\.\d+)?$/;
const boolean$1 = /^(?:true|false)$/i;
const _null$2 = /^null$/i;
// node_modules/zod/v4/core/checks.js
const $ZodCheck = /*@__PURE__*/ $constructor("$ZodCheck", (inst, def) => {
	var _a;
	inst._zod ?? (inst._zod = {});
	inst._zod.def = def;
	(_a = inst._zod).onattach ?? (_a.onattach = []);
});
/** Default `when` for length-based checks: run only on non-nullish values with a `length`. */
const _whenHasLength = (payload) => {
	const val = payload.value;
	return !nullish(val) && val.length !== void 0;
};
const numericOriginMap = {
	number: "number",
	bigint: "bigint",
	object: "date"
};
const $ZodCheckLessThan = /*@__PURE__*/ $constructor("$ZodCheckLessThan", (inst, def) => {
	$ZodCheck.init(inst, def);
	const origin = numericOriginMap[typeof def.value];
	inst._zod.check = (payload) => {
		if (def.inclusive ? payload.value <= def.value : payload.value < def.value) return;
		payload.issues.push({
			origin: numericOriginMap[typeof payload.value] ?? origin,
			code: "too_big",
			maximum: typeof def.value === "object" ? def.value.getTime() : def.value,
			input: payload.value,
			inclusive: def.inclusive,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckGreaterThan = /*@__PURE__*/ $constructor("$ZodCheckGreaterThan", (inst, def) => {
	$ZodCheck.init(inst, def);
	const origin = numericOriginMap[typeof def.value];
	inst._zod.check = (payload) => {
		if (def.inclusive ? payload.value >= def.value : payload.value > def.value) return;
		payload.issues.push({
			origin: numericOriginMap[typeof payload.value] ?? origin,
			code: "too_small",
			minimum: typeof def.value === "object" ? def.value.getTime() : def.value,
			input: payload.value,
			inclusive: def.inclusive,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckNumberFormat = /*@__PURE__*/ $constructor("$ZodCheckNumberFormat", (inst, def) => {
	$ZodCheck.init(inst, def);
	def.format = def.format || "float64";
	const isInt = def.format?.includes("int");
	const origin = isInt ? "int" : "number";
	const [minimum, maximum] = NUMBER_FORMAT_RANGES[def.format];
	inst._zod.check = (payload) => {
		const input = payload.value;
		if (isInt) {
			if (!Number.isInteger(input)) {
				payload.issues.push({
					expected: origin,
					format: def.format,
					code: "invalid_type",
					continue: false,
					input,
					inst
				});
				return;
			}
			if (!Number.isSafeInteger(input)) {
				if (input > 0) payload.issues.push({
					input,
					code: "too_big",
					maximum: Number.MAX_SAFE_INTEGER,
					note: "Integers must be within the safe integer range.",
					inst,
					origin,
					inclusive: true,
					continue: !def.abort
				});
				else payload.issues.push({
					input,
					code: "too_small",
					minimum: Number.MIN_SAFE_INTEGER,
					note: "Integers must be within the safe integer range.",
					inst,
					origin,
					inclusive: true,
					continue: !def.abort
				});
				return;
			}
		}
		if (input < minimum) payload.issues.push({
			origin: "number",
			input,
			code: "too_small",
			minimum,
			inclusive: true,
			inst,
			continue: !def.abort
		});
		if (input > maximum) payload.issues.push({
			origin: "number",
			input,
			code: "too_big",
			maximum,
			inclusive: true,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckMinLength = /*@__PURE__*/ $constructor("$ZodCheckMinLength", (inst, def) => {
	var _a;
	$ZodCheck.init(inst, def);
	(_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
	inst._zod.check = (payload) => {
		const input = payload.value;
		const units = input.length;
		if ((typeof input === "string" && units >= def.minimum && units < def.minimum * 2 ? codePointLength(input) : units) >= def.minimum) return;
		const origin = getLengthableOrigin(input);
		payload.issues.push({
			origin,
			code: "too_small",
			minimum: def.minimum,
			inclusive: true,
			input,
			inst,
			continue: !def.abort
		});
	};
});
// node_modules/zod/v4/core/versions.js
const version$1 = {
	major: 4,
	minor: 6,
	patch: 7
};
// node_modules/zod/v4/core/schemas.js
const $ZodType = /*@__PURE__*/ $constructor("$ZodType", (inst, def) => {
	var _a;
	inst ?? (inst = {});
	inst._zod.def = def;
	inst._zod.bag = inst._zod.bag || {};
	inst._zod.version = version$1;
	const defChecks = inst._zod.def.checks;
	const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
	for (const ch of checks) for (const fn of ch._zod.onattach) fn(inst);
	if (checks.length === 0) {
		(_a = inst._zod).deferred ?? (_a.deferred = []);
		inst._zod.deferred?.push(() => {
			inst._zod.run = inst._zod.parse;
		});
	} else {
		const runChecks = (payload, checks, ctx) => {
			if (payload.memo) return payload;
			let isAborted = aborted(payload);
			let asyncResult;
			for (const ch of checks) {
				if (ch._zod.def.when) {
					if (explicitlyAborted(payload)) continue;
					if (!ch._zod.def.when(payload)) continue;
				} else if (isAborted) continue;
				const currLen = payload.issues.length;
				const _ = ch._zod.check(payload);
				if (_ instanceof Promise && ctx?.async === false) throw new $ZodAsyncError();
				if (asyncResult || _ instanceof Promise) asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
					await _;
					if (payload.issues.length === currLen) return;
					attachSchema(payload.issues, currLen, inst);
					if (!isAborted) isAborted = aborted(payload, currLen);
				});
				else {
					if (payload.issues.length === currLen) continue;
					attachSchema(payload.issues, currLen, inst);
					if (!isAborted) isAborted = aborted(payload, currLen);
				}
			}
			if (asyncResult) return asyncResult.then(() => {
				return payload;
			});
			return payload;
		};
		const handleCanaryResult = (canary, payload, ctx) => {
			if (aborted(canary)) {
				canary.aborted = true;
				return canary;
			}
			const checkResult = runChecks(payload, checks, ctx);
			if (checkResult instanceof Promise) {
				if (ctx.async === false) throw new $ZodAsyncError();
				return checkResult.then((checkResult) => inst._zod.parse(checkResult, ctx));
			}
			return inst._zod.parse(checkResult, ctx);
		};
		inst._zod.run = (payload, ctx) => {
			if (ctx.skipChecks) return inst._zod.parse(payload, ctx);
			if (ctx.direction === "backward") {
				const canary = inst._zod.parse({
					value: payload.value,
					issues: []
				}, {
					...ctx,
					skipChecks: true
				});
				if (canary instanceof Promise) return canary.then((canary) => {
					return handleCanaryResult(canary, payload, ctx);
				});
				return handleCanaryResult(canary, payload, ctx);
			}
			const result = inst._zod.parse(payload, ctx);
			if (result instanceof Promise) {
				if (ctx.async === false) throw new $ZodAsyncError();
				return result.then((result) => runChecks(result, checks, ctx));
			}
			return runChecks(result, checks, ctx);
		};
	}
}, {
	get "~standard"() {
		return hide(this, "~standard", standardProps(this));
	},
	set "~standard"(value) {
		own(this, "~standard", value);
	}
});
/** The Standard Schema surface for `inst`. Shared so wrappers can extend it without forcing it. */
const toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r.value };
async function validateAsync(inst, value) {
	const ctx = { async: true };
	return toStandardResult(await inst._zod.run({
		value,
		issues: []
	}, ctx), ctx);
}
function standardProps(inst) {
	return {
		validate: (value) => {
			const ctx = { async: false };
			try {
				const r = inst._zod.run({
					value,
					issues: []
				}, ctx);
				if (!(r instanceof Promise)) return toStandardResult(r, ctx);
			} catch (_) {}
			return validateAsync(inst, value);
		},
		vendor: "zod",
		version: 1
	};
}
const $ZodString = /*@__PURE__*/ $constructor("$ZodString", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = def.pattern ?? anyString;
	inst._zod.parse = (payload, _) => {
		if (def.coerce) try {
			payload.value = String(payload.value);
		} catch (_) {}
		if (typeof payload.value === "string") return payload;
		payload.issues.push({
			expected: "string",
			code: "invalid_type",
			input: payload.value,
			inst
		});
		return payload;
	};
});
const $ZodNumber = /*@__PURE__*/ $constructor("$ZodNumber", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = number$1;
	inst._zod.parse = (payload, _ctx) => {
		if (def.coerce) try {
			payload.value = Number(payload.value);
		} catch (_) {}
		const input = payload.value;
		if (typeof input === "number" && !Number.isNaN(input) && Number.isFinite(input)) return payload;
		const received = typeof input === "number" ? Number.isNaN(input) ? "NaN" : !Number.isFinite(input) ? String(input) : void 0 : void 0;
		payload.issues.push({
			expected: "number",
			code: "invalid_type",
			input,
			inst,
			...received ? { received } : {}
		});
		return payload;
	};
});
const $ZodNumberFormat = /*@__PURE__*/ $constructor("$ZodNumberFormat", (inst, def) => {
	$ZodCheckNumberFormat.init(inst, def);
	$ZodNumber.init(inst, def);
});
const $ZodBoolean = /*@__PURE__*/ $constructor("$ZodBoolean", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = boolean$1;
	inst._zod.parse = (payload, _ctx) => {
		if (def.coerce) try {
			payload.value = Boolean(payload.value);
		} catch (_) {}
		const input = payload.value;
		if (typeof input === "boolean") return payload;
		payload.issues.push({
			expected: "boolean",
			code: "invalid_type",
			input,
			inst
		});
		return payload;
	};
});
const $ZodNull = /*@__PURE__*/ $constructor("$ZodNull", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = _null$2;
	inst._zod.values = /* @__PURE__ */ new Set([null]);
	inst._zod.parse = (payload, _ctx) => {
		const input = payload.value;
		if (input === null) return payload;
		payload.issues.push({
			expected: "null",
			code: "invalid_type",
			input,
			inst
		});
		return payload;
	};
});
const $ZodUnknown = /*@__PURE__*/ $constructor("$ZodUnknown", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.parse = (payload) => payload;
});
const $ZodNever = /*@__PURE__*/ $constructor("$ZodNever", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.parse = (payload, _ctx) => {
		payload.issues.push({
			expected: "never",
			code: "invalid_type",
			input: payload.value,
			inst
		});
		return payload;
	};
});
function capSize(inst, size) {
	const caps = sizeCaps(inst._zod.def.checks);
	if (!caps.length) return;
	const cap = Math.min(...caps.map((c) => c[0]));
	const parse = inst._zod.parse;
	inst._zod.parse = (payload, ctx) => {
		const n = size(payload.value);
		if (n > cap && !ctx?.skipChecks && ctx?.direction !== "backward") {
			for (const [max, ch] of sizeCaps(inst._zod.def.checks)) if (n > max && ch._zod.def.when(payload)) {
				const start = payload.issues.length;
				ch._zod.check(payload);
				payload.issues[start].continue = false;
				attachSchema(payload.issues, start, inst);
				return payload;
			}
		}
		return parse(payload, ctx);
	};
}
const arraySize = (input) => Array.isArray(input) ? input.length : -1;
function handleArrayResult(result, final, index) {
	if (result.issues.length) final.issues.push(...prefixIssues(index, result.issues));
	final.value[index] = result.value;
}
const $ZodArray = /*@__PURE__*/ $constructor("$ZodArray", (inst, def) => {
	$ZodType.init(inst, def);
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		const input = payload.value;
		if (!Array.isArray(input)) {
			payload.issues.push({
				expected: "array",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		payload.value = memo ? memo.alloc(inst, payload, Array(input.length), ctx) : Array(input.length);
		const proms = [];
		const abortEarly = ctx?.abortEarly;
		for (let i = 0; i < input.length; i++) {
			const item = input[i];
			const result = def.element._zod.run({
				value: item,
				issues: []
			}, ctx);
			if (result instanceof Promise) proms.push(result.then((result) => handleArrayResult(result, payload, i)));
			else {
				handleArrayResult(result, payload, i);
				if (abortEarly && result.issues.length !== 0 && aborted(result)) break;
			}
		}
		if (proms.length) return Promise.all(proms).then(() => payload);
		return payload;
	};
	capSize(inst, arraySize);
});
function handlePropertyResult(result, final, key, input, optin, optout) {
	const isPresent = key in input;
	const isOptionalOut = optout === "optional";
	if (!isPresent && isOptionalOut && optin === "optional") return;
	if (result.issues.length) {
		if (optin !== void 0 && isOptionalOut && !isPresent) return;
		final.issues.push(...prefixIssues(key, result.issues));
	}
	if (!isPresent && optin === void 0) {
		if (!result.issues.length) final.issues.push({
			code: "invalid_type",
			expected: "nonoptional",
			input: void 0,
			path: [key]
		});
		return;
	}
	if (result.value === void 0) {
		if (isPresent || optin === "defaulted" && !isOptionalOut) final.value[key] = void 0;
	} else final.value[key] = result.value;
}
const NO_SYMBOL_KEYS = [];
function normalizeDef(def) {
	const keys = Object.keys(def.shape);
	const ownSymbols = Object.getOwnPropertySymbols(def.shape);
	const symbolKeys = ownSymbols.length ? ownSymbols : NO_SYMBOL_KEYS;
	const allKeys = symbolKeys.length ? [...keys, ...symbolKeys] : keys;
	for (const k of allKeys) if (!def.shape?.[k]?._zod?.traits?.has("$ZodType")) throw new Error(`Invalid element at key "${String(k)}": expected a Zod schema`);
	const okeys = optionalKeys(def.shape);
	return {
		...def,
		allKeys,
		symbolKeys,
		keySet: new Set(keys),
		numKeys: keys.length,
		optionalKeys: new Set(okeys)
	};
}
function handleCatchall(proms, input, payload, ctx, def, inst, abortEarly) {
	const unrecognized = [];
	const keySet = def.keySet;
	const _catchall = def.catchall._zod;
	const t = _catchall.def.type;
	const optin = _catchall.optin;
	const optout = _catchall.optout;
	let seen = 0;
	for (const key in input) {
		if (abortEarly && payload.issues.length !== seen) {
			if (aborted(payload, seen)) break;
			seen = payload.issues.length;
		}
		if (keySet.has(key)) continue;
		if (key === "__proto__") {
			if (t === "never") unrecognized.push(key);
			continue;
		}
		if (t === "never") {
			unrecognized.push(key);
			continue;
		}
		const r = _catchall.run({
			value: input[key],
			issues: []
		}, ctx);
		if (r instanceof Promise) proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
		else handlePropertyResult(r, payload, key, input, optin, optout);
	}
	if (unrecognized.length) payload.issues.push({
		code: "unrecognized_keys",
		keys: unrecognized,
		input,
		inst,
		continue: true
	});
	if (!proms.length) return payload;
	return Promise.all(proms).then(() => {
		return payload;
	});
}
const $ZodObject = /*@__PURE__*/ $constructor("$ZodObject", (inst, def) => {
	$ZodType.init(inst, def);
	const desc = Object.getOwnPropertyDescriptor(def, "shape");
	const sh = desc?.get ? desc.get.raw : def.shape ?? {};
	if (sh) {
		const get = () => {
			const newSh = { ...sh };
			Object.defineProperty(def, "shape", { value: newSh });
			get.raw = newSh;
			return newSh;
		};
		get.raw = sh;
		Object.defineProperty(def, "shape", { get });
	}
	const _normalized = cached(() => normalizeDef(def));
	defineLazyInternal(inst, "propValues", (zod) => {
		const shape = zod.def.shape;
		const propValues = {};
		for (const key in shape) {
			const field = shape[key]._zod;
			if (field.values) {
				if (!Object.prototype.hasOwnProperty.call(propValues, key)) assignProp(propValues, key, /* @__PURE__ */ new Set());
				for (const v of field.values) propValues[key].add(v);
				if (field.optin !== void 0) propValues[key].add(void 0);
			}
		}
		return propValues;
	});
	const isObject$1 = isObject;
	const catchall = def.catchall;
	let value;
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		value ?? (value = _normalized.value);
		const input = payload.value;
		if (!isObject$1(input)) {
			payload.issues.push({
				expected: "object",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
		const proms = [];
		const shape = value.shape;
		const abortEarly = ctx?.abortEarly;
		let seen = payload.issues.length;
		for (const key of value.allKeys) {
			if (abortEarly && payload.issues.length !== seen) {
				if (aborted(payload, seen)) break;
				seen = payload.issues.length;
			}
			if (key === "__proto__") continue;
			const el = shape[key];
			const optin = el._zod.optin;
			const optout = el._zod.optout;
			const r = el._zod.run({
				value: input[key],
				issues: []
			}, ctx);
			if (r instanceof Promise) proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
			else handlePropertyResult(r, payload, key, input, optin, optout);
		}
		if (!catchall) return proms.length ? Promise.all(proms).then(() => payload) : payload;
		return handleCatchall(proms, input, payload, ctx, _normalized.value, inst, abortEarly === true);
	};
});
function handleUnionResults(results, final, inst, ctx) {
	for (const result of results) if (result.issues.length === 0) {
		final.value = result.value;
		return final;
	}
	const nonaborted = results.filter((r) => !aborted(r));
	if (nonaborted.length === 1) {
		final.value = nonaborted[0].value;
		return nonaborted[0];
	}
	final.issues.push({
		code: "invalid_union",
		input: final.value,
		inst,
		errors: results.map((result) => result.issues.map((iss) => finalizeIssue(iss, ctx, config())))
	});
	return final;
}
const $ZodUnion = /*@__PURE__*/ $constructor("$ZodUnion", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.options.some((o) => o._zod.optin === "defaulted") ? "defaulted" : zod.def.options.some((o) => o._zod.optin !== void 0) ? "optional" : void 0);
	defineLazyInternal(inst, "optout", (zod) => zod.def.options.some((o) => o._zod.optout === "optional") ? "optional" : void 0);
	defineLazyInternal(inst, "values", (zod) => {
		if (zod.def.options.every((o) => o._zod.values)) return new Set(zod.def.options.flatMap((option) => Array.from(option._zod.values)));
	});
	defineLazyInternal(inst, "pattern", (zod) => {
		if (zod.def.options.every((o) => o._zod.pattern)) {
			const patterns = zod.def.options.map((o) => o._zod.pattern);
			return new RegExp(`^(${patterns.map((p) => cleanRegex(p.source)).join("|")})$`);
		}
	});
	const first = def.options.length === 1 ? def.options[0]._zod.run : null;
	inst._zod.parse = (payload, ctx) => {
		if (first) return first(payload, ctx);
		let async = false;
		const results = [];
		for (const option of def.options) {
			const result = option._zod.run({
				value: payload.value,
				issues: []
			}, ctx);
			if (result instanceof Promise) {
				results.push(result);
				async = true;
			} else {
				if (result.issues.length === 0) return result;
				results.push(result);
			}
		}
		if (!async) return handleUnionResults(results, payload, inst, ctx);
		return Promise.all(results).then((results) => {
			return handleUnionResults(results, payload, inst, ctx);
		});
	};
});
const $ZodRecord = /*@__PURE__*/ $constructor("$ZodRecord", (inst, def) => {
	$ZodType.init(inst, def);
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		const input = payload.value;
		if (!isPlainObject(input)) {
			payload.issues.push({
				expected: "record",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		const proms = [];
		const values = def.keyType._zod.values;
		if (values && !def.partial) {
			payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
			const recordKeys = /* @__PURE__ */ new Set();
			for (const key of values) if (typeof key === "string" || typeof key === "number" || typeof key === "symbol") {
				recordKeys.add(typeof key === "number" ? key.toString() : key);
				if (key === "__proto__") continue;
				const keyResult = def.keyType._zod.run({
					value: key,
					issues: []
				}, ctx);
				if (keyResult instanceof Promise) throw new Error("Async schemas not supported in object keys currently");
				if (keyResult.issues.length) {
					payload.issues.push({
						code: "invalid_key",
						origin: "record",
						issues: keyResult.issues.map((iss) => finalizeIssue(iss, ctx, config())),
						input: key,
						path: [key],
						inst
					});
					continue;
				}
				const outKey = keyResult.value;
				if (outKey === "__proto__") continue;
				const result = def.valueType._zod.run({
					value: input[key],
					issues: []
				}, ctx);
				if (result instanceof Promise) proms.push(result.then((result) => {
					if (result.issues.length) payload.issues.push(...prefixIssues(key, result.issues));
					payload.value[outKey] = result.value;
				}));
				else {
					if (result.issues.length) payload.issues.push(...prefixIssues(key, result.issues));
					payload.value[outKey] = result.value;
				}
			}
			let unrecognized;
			for (const key in input) if (!recordKeys.has(key)) {
				if (def.mode === "loose") {
					if (key === "__proto__") continue;
					payload.value[key] = input[key];
				} else {
					unrecognized = unrecognized ?? [];
					unrecognized.push(key);
				}
			}
			if (unrecognized && unrecognized.length > 0) payload.issues.push({
				code: "unrecognized_keys",
				input,
				inst,
				keys: unrecognized,
				continue: true
			});
		} else {
			payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
			let unrecognized;
			for (const key of Reflect.ownKeys(input)) {
				if (key === "__proto__") continue;
				if (!Object.prototype.propertyIsEnumerable.call(input, key)) continue;
				let keyResult = def.keyType._zod.run({
					value: key,
					issues: []
				}, ctx);
				if (keyResult instanceof Promise) throw new Error("Async schemas not supported in object keys currently");
				if (typeof key === "string" && number$1.test(key) && keyResult.issues.length) {
					const retryResult = def.keyType._zod.run({
						value: Number(key),
						issues: []
					}, ctx);
					if (retryResult instanceof Promise) throw new Error("Async schemas not supported in object keys currently");
					if (retryResult.issues.length === 0) keyResult = retryResult;
				}
				if (keyResult.issues.length) {
					if (def.mode === "loose") payload.value[key] = input[key];
					else if (values) {
						unrecognized = unrecognized ?? [];
						unrecognized.push(key);
					} else payload.issues.push({
						code: "invalid_key",
						origin: "record",
						issues: keyResult.issues.map((iss) => finalizeIssue(iss, ctx, config())),
						input: key,
						path: [key],
						inst
					});
					continue;
				}
				const outKey = keyResult.value;
				if (outKey === "__proto__") continue;
				const result = def.valueType._zod.run({
					value: input[key],
					issues: []
				}, ctx);
				if (result instanceof Promise) proms.push(result.then((result) => {
					if (result.issues.length) payload.issues.push(...prefixIssues(key, result.issues));
					payload.value[outKey] = result.value;
				}));
				else {
					if (result.issues.length) payload.issues.push(...prefixIssues(key, result.issues));
					payload.value[outKey] = result.value;
				}
			}
			if (unrecognized && unrecognized.length > 0) payload.issues.push({
				code: "unrecognized_keys",
				input,
				inst,
				keys: unrecognized,
				continue: true
			});
		}
		if (proms.length) return Promise.all(proms).then(() => payload);
		return payload;
	};
});
const $ZodEnum = /*@__PURE__*/ $constructor("$ZodEnum", (inst, def) => {
	$ZodType.init(inst, def);
	const values = getEnumValues(def.entries);
	const valuesSet = new Set(values);
	inst._zod.values = valuesSet;
	defineLazyInternal(inst, "pattern", (zod) => {
		const patternValues = getEnumValues(zod.def.entries).filter((k) => propertyKeyTypes.has(typeof k));
		return new RegExp(patternValues.length ? `^(${patternValues.map((o) => escapeRegex(o.toString())).join("|")})$` : "^[^\\s\\S]$");
	});
	inst._zod.parse = (payload, _ctx) => {
		const input = payload.value;
		if (valuesSet.has(input)) return payload;
		payload.issues.push({
			code: "invalid_value",
			values,
			input,
			inst
		});
		return payload;
	};
});
const $ZodLiteral = /*@__PURE__*/ $constructor("$ZodLiteral", (inst, def) => {
	$ZodType.init(inst, def);
	const values = new Set(def.values);
	inst._zod.values = values;
	defineLazyInternal(inst, "pattern", (zod) => {
		const vals = zod.def.values;
		return new RegExp(vals.length ? `^(${vals.map((o) => typeof o === "string" ? escapeRegex(o) : o ? escapeRegex(o.toString()) : String(o)).join("|")})$` : "^[^\\s\\S]$");
	});
	inst._zod.parse = (payload, _ctx) => {
		const input = payload.value;
		if (values.has(input)) return payload;
		payload.issues.push({
			code: "invalid_value",
			values: def.values,
			input,
			inst
		});
		return payload;
	};
});
const $ZodTransform = /*@__PURE__*/ $constructor("$ZodTransform", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.optin = "optional";
	globalConfig.memoizer?.guard(inst);
	inst._zod.parse = (payload, ctx) => {
		if (ctx.direction === "backward") throw new $ZodEncodeError(inst.constructor.name);
		const _out = def.transform(payload.value, payload);
		if (ctx.async) return (_out instanceof Promise ? _out : Promise.resolve(_out)).then((output) => {
			payload.value = output;
			return payload;
		});
		if (_out instanceof Promise) throw new $ZodAsyncError();
		payload.value = _out;
		return payload;
	};
});
function handleOptionalResult(payload, result) {
	payload.value = result.issues.length ? void 0 : result.value;
	return payload;
}
const $ZodOptional = /*@__PURE__*/ $constructor("$ZodOptional", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
	inst._zod.optout = "optional";
	defineLazyInternal(inst, "values", (zod) => {
		const values = zod.def.innerType._zod.values;
		return values ? /* @__PURE__ */ new Set([...values, void 0]) : void 0;
	});
	defineLazyInternal(inst, "pattern", (zod) => {
		const pattern = zod.def.innerType._zod.pattern;
		return pattern ? new RegExp(`^(${cleanRegex(pattern.source)})?$`) : void 0;
	});
	inst._zod.parse = (payload, ctx) => {
		if (payload.value === void 0) {
			if (def.innerType._zod.optin !== "defaulted") return payload;
			const result = def.innerType._zod.run({
				value: payload.value,
				issues: []
			}, ctx);
			if (result instanceof Promise) return result.then((result) => handleOptionalResult(payload, result));
			return handleOptionalResult(payload, result);
		}
		return def.innerType._zod.run(payload, ctx);
	};
});
const $ZodPipe = /*@__PURE__*/ $constructor("$ZodPipe", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "values", (zod) => zod.def.in._zod.values);
	defineLazyInternal(inst, "optin", (zod) => zod.def.in._zod.optin);
	defineLazyInternal(inst, "optout", (zod) => zod.def.out._zod.optout);
	defineLazyInternal(inst, "propValues", (zod) => zod.def.in._zod.propValues);
	inst._zod.parse = (payload, ctx) => {
		if (ctx.direction === "backward") {
			const right = def.out._zod.run(payload, ctx);
			if (right instanceof Promise) return right.then((right) => handlePipeResult(right, def.in, ctx));
			return handlePipeResult(right, def.in, ctx);
		}
		const left = def.in._zod.run(payload, ctx);
		if (left instanceof Promise) return left.then((left) => handlePipeResult(left, def.out, ctx));
		return handlePipeResult(left, def.out, ctx);
	};
});
function handlePipeResult(left, next, ctx) {
	if (left.issues.some((iss) => iss.code !== "unrecognized_keys")) {
		left.aborted = true;
		return left;
	}
	return next._zod.run({
		value: left.value,
		issues: left.issues
	}, ctx);
}
// node_modules/zod/v4/core/registries.js
var _a;
var $ZodRegistry = class {
	constructor() {
		this._map = /* @__PURE__ */ new WeakMap();
		this._idmap = /* @__PURE__ */ new Map();
	}
	add(schema, ..._meta) {
		const meta = _meta[0];
		this._map.set(schema, meta);
		if (meta && typeof meta === "object" && "id" in meta) this._idmap.set(meta.id, schema);
		return this;
	}
	clear() {
		this._map = /* @__PURE__ */ new WeakMap();
		this._idmap = /* @__PURE__ */ new Map();
		return this;
	}
	remove(schema) {
		const meta = this._map.get(schema);
		if (meta && typeof meta === "object" && "id" in meta) this._idmap.delete(meta.id);
		this._map.delete(schema);
		return this;
	}
	get(schema) {
		const p = schema._zod.parent;
		if (p) {
			const pm = { ...this.get(p) ?? {} };
			delete pm.id;
			const f = {
				...pm,
				...this._map.get(schema)
			};
			return Object.keys(f).length ? f : void 0;
		}
		return this._map.get(schema);
	}
	has(schema) {
		return this._map.has(schema);
	}
};
function registry() {
	return new $ZodRegistry();
}
(_a = globalThis).__zod_globalRegistry ?? (_a.__zod_globalRegistry = registry());
const globalRegistry = globalThis.__zod_globalRegistry;
// node_modules/zod/v4/core/api.js
function snapshotChecks(def) {
	if (def.checks) def.checks = [...def.checks];
	return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
	return new Class(snapshotChecks({
		type: "string",
		...normalizeParams(params)
	}));
}
// @__NO_SIDE_EFFECTS__
function _number(Class, params) {
	return new Class(snapshotChecks({
		type: "number",
		checks: [],
		...normalizeParams(params)
	}));
}
// @__NO_SIDE_EFFECTS__
function _int(Class, params) {
	return new Class({
		type: "number",
		check: "number_format",
		abort: false,
		format: "safeint",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _boolean(Class, params) {
	return new Class({
		type: "boolean",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _null$1(Class, params) {
	return new Class({
		type: "null",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _unknown(Class) {
	return new Class({ type: "unknown" });
}
// @__NO_SIDE_EFFECTS__
function _never(Class, params) {
	return new Class({
		type: "never",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _lte(value, params) {
	return new $ZodCheckLessThan({
		check: "less_than",
		...normalizeParams(params),
		value,
		inclusive: true
	});
}
// @__NO_SIDE_EFFECTS__
function _gte(value, params) {
	return new $ZodCheckGreaterThan({
		check: "greater_than",
		...normalizeParams(params),
		value,
		inclusive: true
	});
}
// @__NO_SIDE_EFFECTS__
function _minLength(minimum, params) {
	return new $ZodCheckMinLength({
		check: "min_length",
		...normalizeParams(params),
		minimum
	});
}
// node_modules/zod/v4/mini/schemas.js
const ZodMiniType = /*@__PURE__*/ $constructor("ZodMiniType", (inst, def) => {
	if (!inst._zod) throw new Error("Uninitialized schema in ZodMiniType.");
	$ZodType.init(inst, def);
	inst.def = def;
	inst.type = def.type;
}, {
	get with() {
		return this.check;
	},
	set with(value) {
		own(this, "with", value);
	},
	parse(data, params) {
		return parse(this, data, params, { callee: this.parse });
	},
	parseAsync(data, params) {
		return parseAsync(this, data, params, { callee: this.parseAsync });
	},
	safeParse(data, params) {
		return safeParse(this, data, params);
	},
	safeParseAsync(data, params) {
		return safeParseAsync(this, data, params);
	},
	check(...checks) {
		const def = this.def;
		return this.clone({
			...def,
			checks: [...def.checks ?? [], ...checks.map((ch) => typeof ch === "function" ? { _zod: {
				check: ch,
				def: { check: "custom" },
				onattach: []
			} } : ch)]
		}, { parent: true });
	},
	clone(_def, params) {
		return clone(this, _def, params);
	},
	brand() {
		return this;
	},
	register(reg, meta) {
		reg.add(this, meta);
		return this;
	},
	apply(fn, ...args) {
		return args.length === 0 ? fn(this) : fn(this, ...args);
	}
});
const ZodMiniString = /*@__PURE__*/ $constructor("ZodMiniString", (inst, def) => {
	$ZodString.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function string(params) {
	return /* @__PURE__ */ _string(ZodMiniString, params);
}
const ZodMiniNumber = /*@__PURE__*/ $constructor("ZodMiniNumber", (inst, def) => {
	$ZodNumber.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function number(params) {
	return /* @__PURE__ */ _number(ZodMiniNumber, params);
}
const ZodMiniNumberFormat = /*@__PURE__*/ $constructor("ZodMiniNumberFormat", (inst, def) => {
	$ZodNumberFormat.init(inst, def);
	ZodMiniNumber.init(inst, def);
});
function int(params) {
	return /* @__PURE__ */ _int(ZodMiniNumberFormat, params);
}
const ZodMiniBoolean = /*@__PURE__*/ $constructor("ZodMiniBoolean", (inst, def) => {
	$ZodBoolean.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function boolean(params) {
	return /* @__PURE__ */ _boolean(ZodMiniBoolean, params);
}
const ZodMiniNull = /*@__PURE__*/ $constructor("ZodMiniNull", (inst, def) => {
	$ZodNull.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function _null(params) {
	return /* @__PURE__ */ _null$1(ZodMiniNull, params);
}
const ZodMiniUnknown = /*@__PURE__*/ $constructor("ZodMiniUnknown", (inst, def) => {
	$ZodUnknown.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function unknown() {
	return /* @__PURE__ */ _unknown(ZodMiniUnknown);
}
const ZodMiniNever = /*@__PURE__*/ $constructor("ZodMiniNever", (inst, def) => {
	$ZodNever.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function never(params) {
	return /* @__PURE__ */ _never(ZodMiniNever, params);
}
const ZodMiniArray = /*@__PURE__*/ $constructor("ZodMiniArray", (inst, def) => {
	$ZodArray.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function array(element, params) {
	return new ZodMiniArray({
		type: "array",
		element,
		...normalizeParams(params)
	});
}
const ZodMiniObject = /*@__PURE__*/ $constructor("ZodMiniObject", (inst, def) => {
	$ZodObject.init(inst, def);
	ZodMiniType.init(inst, def);
	installLazyProp(inst, "shape", (self) => self._zod.def.shape, false);
});
// @__NO_SIDE_EFFECTS__
function object(shape, params) {
	const def = {
		type: "object",
		shape: shape ?? {},
		...normalizeParams(params)
	};
	return new ZodMiniObject(def);
}
// @__NO_SIDE_EFFECTS__
function strictObject(shape, params) {
	return new ZodMiniObject({
		type: "object",
		shape,
		catchall: /* @__PURE__ */ never(),
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function catchall(inst, catchall) {
	return inst.clone(mergeDefs(inst._zod.def, { catchall }));
}
const ZodMiniUnion = /*@__PURE__*/ $constructor("ZodMiniUnion", (inst, def) => {
	$ZodUnion.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function union(options, params) {
	return new ZodMiniUnion({
		type: "union",
		options,
		...normalizeParams(params)
	});
}
const ZodMiniRecord = /*@__PURE__*/ $constructor("ZodMiniRecord", (inst, def) => {
	$ZodRecord.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function record(keyType, valueType, params) {
	if (!valueType || !valueType._zod) return new ZodMiniRecord({
		type: "record",
		keyType: /* @__PURE__ */ string(),
		valueType: keyType,
		...normalizeParams(valueType)
	});
	return new ZodMiniRecord({
		type: "record",
		keyType,
		valueType,
		...normalizeParams(params)
	});
}
const ZodMiniEnum = /*@__PURE__*/ $constructor("ZodMiniEnum", (inst, def) => {
	$ZodEnum.init(inst, def);
	ZodMiniType.init(inst, def);
	inst.options = [...inst._zod.values];
});
// @__NO_SIDE_EFFECTS__
function _enum(values, params) {
	const entries = Array.isArray(values) ? Object.fromEntries(values.map((v) => [v, v])) : values;
	return new ZodMiniEnum({
		type: "enum",
		entries,
		...normalizeParams(params)
	});
}
const ZodMiniLiteral = /*@__PURE__*/ $constructor("ZodMiniLiteral", (inst, def) => {
	$ZodLiteral.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function literal(value, params) {
	return new ZodMiniLiteral({
		type: "literal",
		values: Array.isArray(value) ? value : [value],
		...normalizeParams(params)
	});
}
const ZodMiniTransform = /*@__PURE__*/ $constructor("ZodMiniTransform", (inst, def) => {
	$ZodTransform.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function transform(fn) {
	return new ZodMiniTransform({
		type: "transform",
		transform: fn
	});
}
const ZodMiniOptional = /*@__PURE__*/ $constructor("ZodMiniOptional", (inst, def) => {
	$ZodOptional.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function optional(innerType) {
	return new ZodMiniOptional({
		type: "optional",
		innerType
	});
}
const ZodMiniPipe = /*@__PURE__*/ $constructor("ZodMiniPipe", (inst, def) => {
	$ZodPipe.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function pipe(in_, out) {
	return new ZodMiniPipe({
		type: "pipe",
		in: in_,
		out
	});
}
// src/suite/words.ts
const WORDS = /* @__PURE__ */ new WeakMap();
/** Adds words to a schema, and what the JSON schema says of it. `json.id` makes it a definition of its own there. */
function named(schema, words, json = {}) {
	WORDS.set(schema, {
		...WORDS.get(schema),
		...words
	});
	globalRegistry.add(schema, {
		...words.what === void 0 ? {} : { description: upper(words.what) },
		...json
	});
	return schema;
}
/** The same schema with a description for editors. */
function described(schema, description) {
	const said = globalRegistry.get(schema);
	const copy = clone(schema);
	WORDS.set(copy, WORDS.get(schema) ?? {});
	const { id: _id, ...rest } = said ?? {};
	globalRegistry.add(copy, {
		...rest,
		description
	});
	return copy;
}
function upper(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
function wordsOf(schema) {
	return WORDS.get(schema) ?? {};
}
/** zod's own description of a schema, with the wrappers taken off; `words` are the outermost ones. */
function inside(schema) {
	let words = {};
	let inner = schema;
	for (;;) {
		words = {
			...wordsOf(inner),
			...words
		};
		const def = inner._zod.def;
		if (def.type === "optional") inner = def.innerType;
		else if (def.type === "pipe") inner = def.in;
		else return {
			schema: inner,
			def,
			words
		};
	}
}
/** What a schema wants, to follow "must be". */
function whatOf(schema) {
	const { def, words } = inside(schema);
	if (words.what !== void 0) return words.what;
	if (def.type === "enum") return oneOf(Object.values(def.entries).map(String));
	if (def.type === "literal") return oneOf(def.values.map(String));
	return {
		object: "a mapping",
		record: "a mapping",
		array: "a list",
		number: "a number",
		boolean: "true or false",
		string: "text",
		null: "empty"
	}[def.type] ?? "a value";
}
/** `bios, uefi or uefi-secure`. */
function oneOf(words) {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
/** Which kinds of values a schema takes. */
function takes(schema, kind) {
	const { def } = inside(schema);
	if (def.type === "unknown") return true;
	if (def.type === "union") return def.options.some((option) => takes(option, kind));
	if (def.type === "object" || def.type === "record") return kind === "map";
	if (def.type === "array") return kind === "list";
	if (def.type === "null") return kind === "null";
	return kind === "scalar";
}
// src/suite/leaves.ts
/** Text that `parse` turns into a value or refuses with a `Mistake`. */
function parsed(what, parse, json = {}) {
	return named(/* @__PURE__ */ pipe(/* @__PURE__ */ string(), /* @__PURE__ */ transform((text, context) => {
		const value = parse(text);
		if (!isMistake(value)) return value;
		context.issues.push({
			code: "custom",
			message: value.wrong,
			params: { hint: value.hint },
			input: text
		});
		return NEVER;
	})), { what }, json);
}
function isMistake(value) {
	return typeof value === "object" && value !== null && "wrong" in value;
}
/** Text of any kind, as it is written; never empty. */
function text(what = "text") {
	return parsed(what, (value) => value === "" ? {
		wrong: "is empty",
		hint: `it must be ${what}`
	} : value, { type: [
		"string",
		"number",
		"boolean"
	] });
}
/** Text that may be empty. */
const anyText = parsed("text", (value) => value, {
	id: "text",
	type: [
		"string",
		"number",
		"boolean"
	]
});
/** Text of one form: `pattern` matches the whole of it. */
function word(what, pattern, hint) {
	return parsed(what, (value) => pattern.test(value) ? value : {
		wrong: `is not ${what}`,
		hint
	}, { pattern: pattern.source });
}
const size = parsed("a size such as 10G", (value) => parseSize(value) ?? {
	wrong: `is no size${unitMissing(value)}`,
	hint: sizeHint(value)
}, {
	id: "size",
	description: "A size with its unit, K, M, G or T (powers of 1024): 10G is 10 × 2^30 bytes",
	examples: ["10G"]
});
function sizeHint(value) {
	return /^\d+(?:\.\d+)?$/.test(value.trim()) ? `write ${value.trim()}M or ${value.trim()}G` : "a size is a number with K, M, G or T: 10G";
}
function unitMissing(value) {
	return /^\d+(?:\.\d+)?$/.test(value.trim()) ? ": it has no unit" : "";
}
const duration = parsed("a time such as 90s or 5m", (value) => parseDuration(value) ?? {
	wrong: `is no time${unitMissing(value)}`,
	hint: timeHint(value)
}, {
	id: "duration",
	description: "A time with its unit, ms, s, m or h: 90s, 5m, 1h30m",
	examples: ["5m"]
});
function timeHint(value) {
	return /^\d+(?:\.\d+)?$/.test(value.trim()) ? `write ${value.trim()}s or ${value.trim()}m` : "a time is a number with ms, s, m or h: 90s, 5m, 1h30m";
}
/** A JavaScript regular expression, used with flag `m`. */
const regex = parsed("a regular expression", (value) => {
	if (value === "") return {
		wrong: "is empty",
		hint: "an empty expression matches everything"
	};
	try {
		new RegExp(value, "m");
		return value;
	} catch (error) {
		return {
			wrong: `is no regular expression: ${error.message.replace(/^Invalid regular expression: \/[\s\S]*\/m: /, "")}`,
			hint: "expressions are JavaScript’s, with flag m"
		};
	}
}, {
	id: "regex",
	description: "A JavaScript regular expression, flag m",
	type: [
		"string",
		"number",
		"boolean"
	]
});
const path$1 = named(text("a path"), { what: "a path" }, {
	id: "path",
	description: "A path, relative to the suite file"
});
/** A path under the folder that a guest collects. */
const collectedPath = parsed("a path under the collected folder", (value) => value === "" || value.startsWith("/") || value.split("/").includes("..") ? {
	wrong: "leads out of the collected folder",
	hint: "it is the path of a file that `collect` writes in its current folder"
} : value, {
	id: "collected-path",
	description: "The path of a file under the collected folder"
});
/** A day that exists: `YYYY-MM-DD`. */
const day = parsed("a day such as 2027-03-01", (value) => {
	const date = /^\d{4}-\d{2}-\d{2}$/.test(value) ? /* @__PURE__ */ new Date(`${value}T00:00:00Z`) : void 0;
	if (date !== void 0 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)) return value;
	return {
		wrong: "is no day",
		hint: "write it as YYYY-MM-DD: 2027-03-01"
	};
}, {
	id: "day",
	pattern: "^\\d{4}-\\d{2}-\\d{2}$"
});
/** A whole number within bounds. */
function count(what, from, to) {
	return named(int().check(/* @__PURE__ */ _gte(from), /* @__PURE__ */ _lte(to)), { what: `${what} from ${from} to ${to}` });
}
/** One text or a list of them; a list comes out. */
function listOf(item, what) {
	return /* @__PURE__ */ pipe(named(/* @__PURE__ */ union([item, (/* @__PURE__ */ array(item)).check(/* @__PURE__ */ _minLength(1))]), { what: `${what}, or a list of them` }), /* @__PURE__ */ transform((value) => Array.isArray(value) ? value : [value]));
}
/** The same, with no text twice. */
function differentOf(item, what) {
	return /* @__PURE__ */ pipe(listOf(item, what), /* @__PURE__ */ transform((texts, context) => {
		for (const [index, input] of texts.entries()) if (texts.indexOf(input) < index) context.issues.push({
			code: "custom",
			message: "is there twice",
			params: { hint: "keep one of the two" },
			path: [index],
			input
		});
		return texts;
	}));
}
/** An address that can be fetched: http or https, with a host. */
const address = parsed("an address: https://…", fetchable, {
	id: "address",
	description: "An address, https://… or http://…",
	pattern: "^https?://"
});
/** What a path within an image's ISO begins with. */
const ISO_PREFIX = "iso:";
/** An address, or a path within the image's ISO. */
const addressOrIso = parsed("an address: https://…", (value) => value.startsWith("iso:") ? value : fetchable(value), {
	description: "An address, https://… or http://…, or of kernel and initrd a path within the ISO: iso:/path",
	pattern: "^(https?://|iso:/)"
});
function fetchable(value) {
	const url = URL.canParse(value) ? new URL(value) : void 0;
	if (url !== void 0 && /^https?:$/.test(url.protocol) && url.hostname !== "") return value;
	return {
		wrong: "is no address that can be fetched",
		hint: "it begins with https:// or http://"
	};
}
/** A digest in hexadecimal of `bits` bits; lower case comes out. */
function digest(algorithm, bits) {
	const length = bits / 4;
	return parsed(`a ${algorithm} in hexadecimal`, (value) => new RegExp(`^[0-9a-fA-F]{${length}}$`).test(value) ? value.toLowerCase() : {
		wrong: `is no ${algorithm}`,
		hint: `it has ${length} hexadecimal digits: \`${algorithm}sum FILE\` prints them`
	}, { pattern: `^[0-9a-fA-F]{${length}}$` });
}
/** One condition of `model/filter.ts`. */
const condition = parsed("a condition such as `kflavor=generic`", (value) => {
	const hint = "there is key=value, key!=value, key~expression and key!~expression";
	try {
		return parseCondition(value) === void 0 ? {
			wrong: "is no condition",
			hint
		} : value;
	} catch (error) {
		if (!(error instanceof VmtestError)) throw error;
		return {
			wrong: `is no condition: ${error.message}`,
			...error.hint === void 0 ? {} : { hint: error.hint }
		};
	}
}, {
	id: "condition",
	description: "key=value, key!=value, key~expression or key!~expression",
	pattern: "^\\s*[\\w.-]+\\s*(!=|!~|=|~)"
});
const yesNo = named(/* @__PURE__ */ boolean(), { what: "true or false" });
// src/suite/check-options.ts
/** What each check may have beside its own key. */
const options$1 = {
	from: /* @__PURE__ */ optional(described(text("the name of a boot, or install"), "The phase whose data it reads; the last boot by default")),
	not: /* @__PURE__ */ optional(described(yesNo, "Negates the check"))
};
// src/suite/schema-pack.ts
const empty$1 = /* @__PURE__ */ _null();
const names$1 = (/* @__PURE__ */ array(text("a path"))).check(/* @__PURE__ */ _minLength(1));
const fromConfig = named(/* @__PURE__ */ union([empty$1, named(/* @__PURE__ */ strictObject({ config: path$1 }), { what: "a mapping with `config`" })]), { what: "empty, or a mapping with `config`, the path of a curtin configuration" });
/** A check that holds the system against a curtin configuration: of the test's installer, or of a file. */
function configCheck(name, description) {
	return named(/* @__PURE__ */ strictObject({
		[name]: fromConfig,
		...options$1
	}), { what: "a mapping" }, { description });
}
const storage = configCheck("storage", "The storage that a curtin configuration asks for, against what the system has");
const network = configCheck("network", "The network that a curtin configuration asks for, against what the system has");
const grub = configCheck("grub", "The boot loader is where a curtin configuration asks for it");
const dname = configCheck("dname", "The names under /dev/disk/by-dname that a curtin configuration gives");
const dnameRules = configCheck("dname-rules", "udev’s rules for the names of disks that a curtin configuration gives");
const kernelPackage = named(/* @__PURE__ */ strictObject({
	"kernel-package": named(/* @__PURE__ */ union([empty$1, text("a package")]), { what: "empty, or the name of a package" }),
	...options$1
}), { what: "a mapping" }, { description: "The kernel’s package is installed; bare, any kernel’s" });
const interfacesRemoved = named(/* @__PURE__ */ strictObject({
	"interfaces-removed": named(empty$1, { what: "empty" }),
	...options$1
}), { what: "a mapping" }, { description: "/etc/network/interfaces.d has nothing left of the image’s own configuration" });
const reporting = named(/* @__PURE__ */ strictObject({
	reporting: named(/* @__PURE__ */ union([empty$1, named(/* @__PURE__ */ strictObject({ files: names$1 }), { what: "a mapping with `files`" })]), { what: "empty, or a mapping with `files`, the paths of the files that curtin posts" }),
	...options$1
}), { what: "a mapping" }, { description: "The events that curtin posted: first, last, and files" });
const onOff = named(/* @__PURE__ */ _enum([
	"on",
	"off",
	"true",
	"false"
]), {
	what: "on or off",
	mend: () => "write on or off"
}, {
	id: "on-off",
	type: ["string", "boolean"],
	enum: [
		"on",
		"off",
		true,
		false
	]
});
/** Which of the checks that an installer brings by itself are switched off. */
const packs = named(/* @__PURE__ */ strictObject(Object.fromEntries(CURTIN_PACKS.map((name) => [name, /* @__PURE__ */ optional(onOff)]))), { what: "a mapping from a pack’s name to on or off" }, {
	id: "packs",
	description: "Checks that the installer brings by itself, switched off by name"
});
// src/suite/suggest.ts
/** The word of `known` that `word` most likely was meant to be; undefined where none is near. */
function suggest(word, known) {
	const limit = word.length < 2 ? 0 : Math.max(1, Math.floor(word.length / 3));
	let best;
	let bestDistance = limit + 1;
	for (const candidate of known) {
		const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
		if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
	}
	return best;
}
/** `did you mean "x"?`, or the words that there are, at most `limit` of them. */
function meant(word, known, limit = 20) {
	const near = suggest(word, known);
	if (near !== void 0) return `did you mean "${near}"?`;
	if (known.length === 0) return "there is none";
	return `there is ${known.slice(0, limit).join(", ")}${known.length > limit ? `, … (${known.length} in all)` : ""}`;
}
/** Edits (a letter more, fewer, another, or two changed about) from one word to the other; `limit` and above are all the same. */
function distanceOf(a, b, limit) {
	if (Math.abs(a.length - b.length) >= limit) return limit;
	let before = [];
	let last = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i += 1) {
		const row = [i];
		for (let j = 1; j <= b.length; j += 1) {
			const same = a[i - 1] === b[j - 1] ? 0 : 1;
			let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
			row.push(cost);
		}
		[before, last] = [last, row];
	}
	return last[b.length];
}
// src/suite/schema-check.ts
const EXPECTATIONS = [
	"exists",
	"absent",
	"contains",
	"matches",
	"equals",
	"json",
	"lines"
];
const file$1 = named(/* @__PURE__ */ strictObject({
	file: collectedPath,
	exists: /* @__PURE__ */ optional(yesNo),
	absent: /* @__PURE__ */ optional(yesNo),
	contains: /* @__PURE__ */ optional(listOf(text("a text"), "a text")),
	matches: /* @__PURE__ */ optional(listOf(regex, "a regular expression")),
	equals: /* @__PURE__ */ optional(described(anyText, "The whole text; one newline at the end does not count")),
	json: /* @__PURE__ */ optional(described(/* @__PURE__ */ unknown(), "What the file’s JSON must have: mappings as subsets")),
	lines: /* @__PURE__ */ optional(listOf(anyText, "a line")),
	...options$1
}), {
	what: "a mapping",
	rule: fileRule
}, { description: "A collected file" });
function fileRule(tree, sink, label) {
	const there = EXPECTATIONS.filter((name) => tree.entries.has(name));
	if (there.length === 0) {
		sink.add(tree, `${label}: the check expects nothing of the file`, `write exists: true, or one of ${EXPECTATIONS.slice(1).join(", ")}`);
		return;
	}
	const isTrue = (name) => {
		const value = child(tree, name);
		return value?.kind === "scalar" && value.value === true;
	};
	const isFalse = (name) => {
		const value = child(tree, name);
		return value?.kind === "scalar" && value.value === false;
	};
	const gone = isTrue("absent") ? "absent" : isFalse("exists") ? "exists" : void 0;
	const other = there.find((name) => name !== gone && !(name === "exists" && isFalse("exists")) && !(name === "absent" && isTrue("absent")));
	if (gone !== void 0 && other !== void 0) sink.add(tree.entries.get(other)?.key ?? tree, `${label}: a file that is absent has nothing for "${other}"`, "keep one of the two");
	const json = child(tree, "json");
	if (json?.kind === "scalar" && json.value === null) sink.add(json, `${label}.json has no value`, "a file that holds null is `equals: 'null'`");
}
const entry = named(/* @__PURE__ */ strictObject({
	mountpoint: text("a mount point"),
	options: /* @__PURE__ */ optional(text("mount options"))
}), { what: "a mapping with `mountpoint`" });
const empty = /* @__PURE__ */ _null();
const fstab = named(/* @__PURE__ */ strictObject({
	fstab: named(/* @__PURE__ */ union([empty, /* @__PURE__ */ record(/* @__PURE__ */ string(), entry)]), { what: "empty, or a mapping such as `LABEL=root: { mountpoint: / }`" }),
	...options$1
}), { what: "a mapping" }, { description: "The file system table; bare, every entry that is not noauto is mounted" });
const swaps = named(/* @__PURE__ */ strictObject({
	swaps: named(/* @__PURE__ */ union([empty, /* @__PURE__ */ literal(true)]), { what: "empty" }),
	...options$1
}), { what: "a mapping" }, { description: "Every swap of fstab is in use" });
const consoleCheck = named(/* @__PURE__ */ strictObject({
	console: listOf(regex, "a regular expression"),
	...options$1
}), { what: "a mapping" }, { description: "Expressions over the console of the phase" });
const names = (/* @__PURE__ */ array(text("a name"))).check(/* @__PURE__ */ _minLength(1));
const packages$1 = named(/* @__PURE__ */ strictObject({
	packages: named(/* @__PURE__ */ union([names, named(/* @__PURE__ */ strictObject({
		installed: /* @__PURE__ */ optional(names),
		absent: /* @__PURE__ */ optional(names)
	}), {
		what: "a mapping",
		rule: someOf("installed", "absent")
	})]), { what: "a list of packages, or a mapping with `installed` and `absent`" }),
	...options$1
}), { what: "a mapping" }, { description: "Packages of dpkg or rpm" });
const failed = named(/* @__PURE__ */ union([named(/* @__PURE__ */ _enum(["none"]), { what: "none, or a list of units" }), /* @__PURE__ */ array(text("a unit"))]), { what: "none, or a list of the units that may fail" });
const services = named(/* @__PURE__ */ strictObject({
	services: named(/* @__PURE__ */ union([
		empty,
		names,
		named(/* @__PURE__ */ strictObject({
			active: /* @__PURE__ */ optional(names),
			failed: /* @__PURE__ */ optional(failed)
		}), {
			what: "a mapping",
			rule: someOf("active", "failed")
		})
	]), { what: "empty, a list of units, or a mapping with `active` and `failed`" }),
	...options$1
}), { what: "a mapping" }, { description: "systemd’s units; bare, no unit failed" });
const run = named(/* @__PURE__ */ strictObject({
	run: text("a command"),
	timeout: /* @__PURE__ */ optional(duration),
	...options$1
}), { what: "a mapping" }, { description: "A command on the host, in the suite file’s folder" });
/** A rule: at least one of the keys is there. */
function someOf(...keys) {
	return (tree, sink, label) => {
		if (!keys.some((key) => tree.entries.has(key))) sink.add(tree, `${label} says nothing`, `write one of ${keys.join(", ")}`);
	};
}
const BARE = [
	"fstab",
	"swaps",
	"services",
	"storage",
	"network",
	"grub",
	"dname",
	"dname-rules",
	"kernel-package",
	"interfaces-removed",
	"reporting"
];
const bare = named(/* @__PURE__ */ _enum(BARE), {
	what: `a check that stands alone (${BARE.join(", ")})`,
	mend: bareMend
});
const byKey = {
	file: file$1,
	fstab,
	swaps,
	console: consoleCheck,
	packages: packages$1,
	services,
	run,
	storage,
	network,
	grub,
	dname,
	"dname-rules": dnameRules,
	"kernel-package": kernelPackage,
	"interfaces-removed": interfacesRemoved,
	reporting
};
function bareMend(text) {
	return Object.hasOwn(byKey, text) ? `it needs a value: \`- ${text}: …\`` : meant(text, Object.keys(byKey));
}
const KEYED = Object.keys(byKey);
const checks = named(/* @__PURE__ */ array(named(/* @__PURE__ */ union([
	bare,
	file$1,
	fstab,
	swaps,
	consoleCheck,
	packages$1,
	services,
	run,
	storage,
	network,
	grub,
	dname,
	dnameRules,
	kernelPackage,
	interfacesRemoved,
	reporting
]), {
	what: `a check: ${BARE.join(", ")}, or a mapping with one of ${KEYED.join(", ")}`,
	keys: byKey
}, { id: "check" })), { what: "a list of checks" });
// src/suite/schema-command.ts
/** A test that is a program on the host: a Python suite as it is. */
const command = {
	command: described(text("a shell command"), "A program on the host that runs tests of its own, as curtin’s tools/jenkins-runner does"),
	topdir: described(path$1, "The folder that the command writes its classes into; by default a folder of the run’s own"),
	timeout: described(duration, "How long the command may last; 24h by default"),
	images: described(listOf(text("the name of an image"), "the name of an image"), "Images of simplestreams that are in the image store before the command starts, and stay there until it has ended"),
	environment: described(/* @__PURE__ */ record(/* @__PURE__ */ string(), anyText), "Variables for the command"),
	classes: described(differentOf(word("the name of a class", /^[A-Za-z_][A-Za-z0-9_]{0,199}$/, "the Python class, without its module"), "the name of a class"), "Classes that must have a result; without it, those that are found count")
};
// src/suite/convert.ts
function createNotes(partial) {
	return {
		chosen: /* @__PURE__ */ new Map(),
		wanted: /* @__PURE__ */ new Map(),
		dead: /* @__PURE__ */ new Set(),
		partial
	};
}
/**
* Makes the value that `schema` wants of a tree: a plain scalar is text where text is wanted, and a number where a number is.
* Unknown keys and choices that cannot be made go to `sink`; all other judging is zod's.
*/
function convert(schema, tree, label, notes, sink) {
	return convertNode(schema, tree, label, {
		notes,
		sink,
		partial: notes.partial
	});
}
function convertNode(schema, tree, label, to) {
	to.notes.wanted.set(tree, schema);
	const { def, words } = inside(schema);
	if (def.type === "union") return convertUnion(def.options, words, schema, tree, label, to);
	if (def.type === "unknown") return toPlain(tree, words.asWritten === true);
	if (tree.kind === "scalar") return def.type === "string" || def.type === "enum" ? isNothing(tree) ? null : tree.text : tree.value;
	if (tree.kind === "list") {
		if (def.type !== "array") return toPlain(tree, false);
		return tree.items.map((item, i) => convertNode(def.element, item, `${label}[${i}]`, {
			...to,
			partial: false
		}));
	}
	if (def.type === "object") return convertMapping(def, words, tree, label, to);
	if (def.type !== "record") return toPlain(tree, false);
	return fromEntries(tree, (name, value) => convertNode(def.valueType, value, `${label}.${name}`, to));
}
function convertMapping(def, words, tree, label, to) {
	if (!to.partial) words.rule?.(tree, to.sink, label);
	const rest = def.catchall === void 0 || inside(def.catchall).def.type === "never" ? void 0 : def.catchall;
	const known = Object.keys(def.shape);
	return fromEntries(tree, (name, value) => {
		const schema = (Object.hasOwn(def.shape, name) ? def.shape[name] : void 0) ?? rest;
		if (schema !== void 0) return convertNode(schema, value, `${label}.${name}`, to);
		const entry = tree.entries.get(name);
		to.sink.add(entry?.key ?? tree, `${label}: unknown key ${quote(name)}`, meant(name, known));
	});
}
function fromEntries(tree, make) {
	const made = {};
	for (const [name, { value }] of tree.entries) {
		const inner = make(name, value);
		if (inner !== void 0) made[name] = inner;
	}
	return made;
}
function convertUnion(options, words, schema, tree, label, to) {
	const option = tree.kind === "map" && words.keys !== void 0 ? optionByKey(words.keys, tree, label, to) : optionByShape(options, tree);
	if (option !== void 0) {
		to.notes.chosen.set(tree, options.indexOf(option));
		return convertNode(option, tree, label, to);
	}
	to.notes.dead.add(tree);
	if (isNothing(tree)) to.sink.add(tree, `${label} has no value`, `it must be ${whatOf(schema)}`);
	else if (tree.kind !== "map" || words.keys === void 0) to.sink.add(tree, `${label}: ${shown(tree)} is not ${whatOf(schema)}`);
	return null;
}
function optionByShape(options, tree) {
	const kind = tree.kind === "scalar" && isNothing(tree) ? "null" : tree.kind;
	return options.find((option) => takes(option, kind)) ?? (kind === "null" ? options.find((option) => takes(option, "scalar")) : void 0);
}
function optionByKey(keys, tree, label, to) {
	const found = [...tree.entries.keys()].filter((name) => Object.hasOwn(keys, name));
	const [first, second] = found;
	const all = Object.keys(keys);
	if (first === void 0 && to.partial) return keys[all[0]];
	if (first === void 0) {
		const [name, entry] = [...tree.entries].find(([, { value }]) => value.kind !== "scalar") ?? [...tree.entries][0] ?? [];
		const hint = name === void 0 ? `there is ${all.join(", ")}` : meant(name, all);
		to.sink.add(entry?.key ?? tree, `${label}: none of the keys ${all.join(", ")} is there`, hint);
		return;
	}
	if (second === void 0) return keys[first];
	const place = tree.entries.get(second)?.key ?? tree;
	to.sink.add(place, `${label}: ${found.map(quote).join(" and ")} exclude each other`, `keep one of them${insteadOf(label)}`);
}
function insteadOf(label) {
	return /checks\[\d+\]$/.test(label) ? ", and write the other as a check of its own" : "";
}
function isNothing(tree) {
	return tree.kind === "scalar" && tree.plain && tree.value === null && (tree.text === "" || tree.text === "~" || tree.text === "null");
}
/** A value in a message: text in quotes, a mapping or a list by its kind. */
function shown(tree) {
	if (tree.kind !== "scalar") return tree.kind === "map" ? "a mapping" : "a list";
	return isNothing(tree) ? "nothing" : quote(tree.text);
}
function quote(text) {
	return JSON.stringify(shorten(text, 80));
}
// src/suite/rules-published.ts
/** Keys that say what a file must be, and those that belong to `sums`. */
const DIGESTS = ["sha256", "sha512"];
const OF_SUMS = [
	"signature",
	"keyring",
	"verify"
];
/** A stream is asked for something, and an unsigned one only by who says so. */
function streamRule(tree, sink, label) {
	if (!tree.entries.has("release") && !tree.entries.has("filters")) sink.add(tree, `${label} says nothing of the image that is wanted`, "write `release: noble`, or `filters`");
	const url = scalar(child(tree, "url"));
	const verify = scalar(child(tree, "verify"))?.text ?? "signature";
	if (url !== void 0 && verify === "signature" && /\.json(?:[?#].*)?$/.test(url.text)) {
		const hint = `name the signed one, ${url.text.replace(/\.json/, ".sjson")}, or write \`verify: none\` beside it to trust whoever answers`;
		sink.add(url, `${label}.url: ${quote(url.text)} has no signature`, hint);
	}
}
/** One file with a mapping of its own. */
function publishedRule(tree, sink, label) {
	proofRule(tree, sink, label);
	if (!hasProof(tree)) unproven(tree, scalar(child(tree, "url"))?.text ?? "", sink, label);
}
/** The mapping of `url`: files by role, and what the short form says of them beside. */
function urlRule(tree, sink, label) {
	const roles = IMAGE_ROLES.filter((role) => tree.entries.has(role));
	if (roles.length === 0) sink.add(tree, `${label} names no file`, `there is ${IMAGE_ROLES.join(", ")}`);
	isoRule(tree, sink, label);
	const short = roles.filter((role) => {
		const value = scalar(child(tree, role));
		return value !== void 0 && !value.text.startsWith("iso:");
	});
	proofRule(tree, sink, label);
	const beside = [
		...DIGESTS,
		"sums",
		...OF_SUMS,
		"redirects"
	].filter((key) => tree.entries.has(key));
	if (short.length === 0 && beside[0] !== void 0 && roles.length > 0) {
		const mapped = roles.find((role) => child(tree, role)?.kind === "map") ?? roles[0];
		const at = tree.entries.get(beside[0])?.key ?? tree;
		sink.add(at, `${label}: ${quote(beside[0])} says nothing of a file that has a mapping of its own`, `move it below \`${mapped}\``);
	}
	const single = DIGESTS.find((key) => tree.entries.has(key));
	if (single !== void 0 && short.length > 1) {
		const hint = `give each its own: \`${short[0]}: { url: …, ${single}: … }\`, or name \`sums\``;
		sink.add(tree.entries.get(single)?.key ?? tree, `${label}: one ${single} cannot be that of ${short.join(" and ")}`, hint);
	}
	if (hasProof(tree)) return;
	for (const role of short) {
		const value = child(tree, role);
		unproven(value, value.text, sink, `${label}.${role}`);
	}
}
/** Of `sums` in a mapping of its own. */
function sumsRule(tree, sink, label) {
	keyringRule(tree, tree, sink, label);
}
function proofRule(tree, sink, label) {
	const sums = child(tree, "sums");
	const stray = OF_SUMS.find((key) => tree.entries.has(key));
	if (stray !== void 0 && sums?.kind !== "scalar") {
		const hint = sums === void 0 ? "name the file of digests too: `sums: https://…/SHA256SUMS`" : "move it below `sums`";
		sink.add(tree.entries.get(stray)?.key ?? tree, `${label}: ${quote(stray)} belongs to \`sums\``, hint);
	}
	if (sums?.kind === "scalar") keyringRule(tree, sums, sink, `${label}.sums`);
}
function keyringRule(tree, at, sink, label) {
	if (tree.entries.has("keyring") || scalar(child(tree, "verify"))?.text === "none") return;
	sink.add(at, `${label}: nothing says whose signature is good`, "write `keyring: FILE` with the publisher’s key (gpg --export KEY > FILE), or `verify: none` to believe the server");
}
/** `kernel` and `initrd` may be paths within the image's ISO; nothing else, and not without one. */
function isoRule(tree, sink, label) {
	for (const role of IMAGE_ROLES) {
		const value = scalar(child(tree, role));
		if (value === void 0 || !value.text.startsWith("iso:")) continue;
		if (role !== "kernel" && role !== "initrd") sink.add(value, `${label}.${role}: only kernel and initrd are taken out of an ISO`, "name a file of its own");
		else if (!tree.entries.has("iso")) sink.add(value, `${label}.${role}: ${quote(value.text)} is in the image’s ISO, and it has none`, "add `iso: …`");
		else if (!/^iso:\/./.test(value.text)) sink.add(value, `${label}.${role}: ${quote(value.text)} is no path within the ISO`, "it begins with a slash: iso:/casper/vmlinuz");
	}
}
function hasProof(tree) {
	return [...DIGESTS, "sums"].some((key) => tree.entries.has(key));
}
function unproven(at, url, sink, label) {
	if (!/^https?:/i.test(url)) return;
	const hint = `write \`sha256: …\` (curl -sL ${/[\s'"`$\\]/.test(url) ? "ADDRESS" : url} | sha256sum prints it), or \`sums\` with the address of the publisher’s SHA256SUMS`;
	sink.add(at, `${label}: nothing says what the file must be`, hint);
}
function scalar(tree) {
	return tree?.kind === "scalar" ? tree : void 0;
}
// src/suite/schema-machine.ts
/** The spellings of an architecture, with QEMU's. */
const ARCHES = {
	amd64: "x86_64",
	x86_64: "x86_64",
	arm64: "aarch64",
	aarch64: "aarch64",
	ppc64el: "ppc64",
	ppc64le: "ppc64"
};
const arch = named(/* @__PURE__ */ pipe(/* @__PURE__ */ _enum([
	"amd64",
	"x86_64",
	"arm64",
	"aarch64",
	"ppc64el",
	"ppc64le"
]), /* @__PURE__ */ transform((name) => ARCHES[name])), { what: "an architecture: amd64 (x86_64), arm64 (aarch64) or ppc64el (ppc64le)" }, { id: "arch" });
const account = (what) => word(what, /^[^:@\s]+$/, "it has no colon, at sign or space");
const iscsi = named(/* @__PURE__ */ strictObject({
	user: /* @__PURE__ */ optional(account("a user of CHAP")),
	password: /* @__PURE__ */ optional(account("a password of CHAP")),
	"in-user": /* @__PURE__ */ optional(account("a user of CHAP")),
	"in-password": /* @__PURE__ */ optional(account("a password of CHAP")),
	target: /* @__PURE__ */ optional(word("a name of a target", /^[A-Za-z0-9.:-]{1,223}$/, "it has letters, digits, dots, colons and hyphens"))
}), {
	what: "a mapping, which may be empty: `{}`",
	rule: iscsiRule
}, {
	id: "iscsi",
	description: "A disk that the guest reaches by iSCSI, with CHAP accounts"
});
function iscsiRule(tree, sink, label) {
	for (const [user, password] of [["user", "password"], ["in-user", "in-password"]]) {
		if (tree.entries.has(user) === tree.entries.has(password)) continue;
		const [there, missing] = tree.entries.has(user) ? [user, password] : [password, user];
		sink.add(tree, `${label}: \`${there}\` is there without \`${missing}\``, "an account is both");
	}
}
/** What only QEMU gives a disk. */
const OF_QEMU = [
	"driver",
	"block-size",
	"serial",
	"wwn",
	"paths",
	"format",
	"from"
];
const diskMapping = named(/* @__PURE__ */ strictObject({
	size: /* @__PURE__ */ optional(size),
	driver: /* @__PURE__ */ optional(described(/* @__PURE__ */ _enum([
		"virtio-blk",
		"scsi-hd",
		"nvme"
	]), "How the guest sees it; virtio-blk by default")),
	"block-size": /* @__PURE__ */ optional(described(/* @__PURE__ */ literal([512, 4096]), "Bytes of a block; 512 by default")),
	serial: /* @__PURE__ */ optional(text("a serial")),
	wwn: /* @__PURE__ */ optional(text("a WWN such as 0x39cc071e72c64cc4")),
	paths: /* @__PURE__ */ optional(described(count("a number of paths", 1, 8), "More than one is multipath")),
	format: /* @__PURE__ */ optional(described(/* @__PURE__ */ _enum(["qcow2", "raw"]), "The format of the disk’s file; qcow2 by default")),
	from: /* @__PURE__ */ optional(described(path$1, "A disk image that the disk starts from, relative to the suite file")),
	iscsi: /* @__PURE__ */ optional(iscsi)
}), {
	what: "a mapping",
	rule: diskRule
});
function diskRule(tree, sink, label) {
	if (!tree.entries.has("size") && !tree.entries.has("from")) sink.add(tree, `${label}: the disk has no size`, "write `size: 10G`, or `from: FILE`");
	for (const key of OF_QEMU) {
		const value = tree.entries.has("iscsi") ? child(tree, key) : void 0;
		if (value !== void 0) sink.add(value, `${label}: a disk of iSCSI has no \`${key}\``, "it has `size` and `iscsi`");
	}
	const paths = child(tree, "paths");
	const driver = child(tree, "driver");
	if (paths?.kind !== "scalar" || Number(paths.value) < 2 || driver?.kind !== "scalar") return;
	if (driver.text === "virtio-blk" || driver.text === "nvme") sink.add(driver, `${label}: a disk of driver ${driver.text} has one path, not ${paths.text}`, "several paths need `driver: scsi-hd`");
}
const disk = named(/* @__PURE__ */ union([size, diskMapping]), { what: "a size such as 10G, or a mapping with `size`" }, { id: "disk" });
const nic = named(/* @__PURE__ */ strictObject({
	mac: /* @__PURE__ */ optional(word("a MAC address of one machine", /^[0-9A-Fa-f][02468aceACE](?::[0-9A-Fa-f]{2}){5}$/, "six bytes, the first of them even: 52:54:00:12:34:01")),
	network: /* @__PURE__ */ optional(word("a network", /^(?:user|none|bridge:[^/:\s]{1,15})$/, "there is user, none and bridge:NAME"))
}), { what: "a mapping with `mac` and `network`" }, { id: "nic" });
const machine = named(/* @__PURE__ */ strictObject({
	arch: /* @__PURE__ */ optional(arch),
	cpus: /* @__PURE__ */ optional(count("a number of CPUs", 1, 255)),
	memory: /* @__PURE__ */ optional(size),
	firmware: /* @__PURE__ */ optional(/* @__PURE__ */ _enum([
		"bios",
		"uefi",
		"uefi-secure",
		"slof"
	])),
	type: /* @__PURE__ */ optional(described(text("a machine type of QEMU"), "QEMU’s machine type; pc, q35 (Secure Boot), virt (aarch64) or pseries (ppc64el) by default")),
	cpu: /* @__PURE__ */ optional(described(text("a CPU model of QEMU"), "QEMU’s CPU model; host under KVM, qemu64 under TCG by default")),
	tpm: /* @__PURE__ */ optional(yesNo),
	disks: /* @__PURE__ */ optional(/* @__PURE__ */ array(disk)),
	nics: /* @__PURE__ */ optional(/* @__PURE__ */ array(nic)),
	"qemu-args": /* @__PURE__ */ optional(described(/* @__PURE__ */ array(text("one argument")), "Arguments for QEMU, put last"))
}), { what: "a mapping" }, {
	id: "machine",
	description: "The virtual hardware"
});
// src/suite/schema-published.ts
/** Keys of `simplestreams` that are product fields of the same name. */
const STREAM_FIELDS = [
	"release",
	"os",
	"subarch",
	"krel",
	"kflavor",
	"label"
];
const verify = /* @__PURE__ */ optional(described(/* @__PURE__ */ _enum(["signature", "none"]), "Whether a good OpenPGP signature is demanded, which is the default, or none is looked at"));
const keyring = /* @__PURE__ */ optional(described(path$1, "The OpenPGP keyring that signatures are checked with, relative to the suite file"));
const streamText = {
	release: ["a release", "The release: noble"],
	os: ["an operating system", "The operating system: ubuntu, centos"],
	subarch: ["a subarchitecture", "The subarchitecture, in MAAS’s streams the kernel: ga-24.04"],
	krel: ["the release of a kernel", "The release whose kernel it is: noble"],
	kflavor: ["a kernel’s flavour", "The kernel’s flavour: generic, lowlatency"],
	label: ["a label", "The label: stable, candidate"]
};
const field = (name) => /* @__PURE__ */ optional(described(text(streamText[name][0]), streamText[name][1]));
const simplestreams = /* @__PURE__ */ strictObject({ simplestreams: named(/* @__PURE__ */ strictObject({
	release: field("release"),
	os: field("os"),
	arch: /* @__PURE__ */ optional(arch),
	subarch: field("subarch"),
	krel: field("krel"),
	kflavor: field("kflavor"),
	label: field("label"),
	version: /* @__PURE__ */ optional(described(text("the name of a version"), "The version that is pinned: 20260801; the newest by default")),
	filters: /* @__PURE__ */ optional(described(listOf(condition, "a condition"), "Conditions on any field of product, version and item")),
	url: /* @__PURE__ */ optional(described(address, "An index or products file of the stream; MAAS’s by default")),
	keyring,
	verify,
	root: /* @__PURE__ */ optional(described(/* @__PURE__ */ _enum(["squashfs", "ext4"]), "The file system of the root image; squashfs by default"))
}), {
	what: "a mapping",
	rule: streamRule
}, { description: "An image of a simplestreams index" }) });
const sums = named(/* @__PURE__ */ union([address, named(/* @__PURE__ */ strictObject({
	url: address,
	signature: /* @__PURE__ */ optional(address),
	keyring,
	verify
}), {
	what: "a mapping",
	rule: sumsRule
})]), { what: "the address of a SHA256SUMS file, or a mapping with `url`" }, { description: "A SHA256SUMS or SHA512SUMS file that has the digest" });
/** What says that a file is the right one. */
const proof = {
	sha256: /* @__PURE__ */ optional(described(digest("sha256", 256), "The sha256 of the file as it is published")),
	sha512: /* @__PURE__ */ optional(described(digest("sha512", 512), "The sha512 of the file as it is published")),
	sums: /* @__PURE__ */ optional(sums),
	signature: /* @__PURE__ */ optional(described(address, "The detached signature of `sums`; without it the file is clearsigned")),
	keyring,
	verify,
	redirects: /* @__PURE__ */ optional(described(listOf(text("a host"), "a host"), "Hosts to which the server may redirect beside its own, as globs: *.example.org"))
};
const file = named(/* @__PURE__ */ union([addressOrIso, named(/* @__PURE__ */ strictObject({
	url: address,
	...proof
}), {
	what: "a mapping",
	rule: publishedRule
})]), { what: "an address, or a mapping with `url`" }, { id: "url-file" });
const url = /* @__PURE__ */ strictObject({ url: named(/* @__PURE__ */ strictObject({
	...Object.fromEntries(IMAGE_ROLES.map((role) => [role, /* @__PURE__ */ optional(file)])),
	...proof
}), {
	what: "a mapping of roles to addresses",
	rule: urlRule
}, { description: "Files by their addresses, by role" }) });
const files = named(/* @__PURE__ */ strictObject({ files: named(/* @__PURE__ */ strictObject(Object.fromEntries(IMAGE_ROLES.map((role) => [role, /* @__PURE__ */ optional(path$1)]))), {
	what: "a mapping of roles to paths",
	rule: filesRule
}) }), { what: "a mapping" }, { description: "Files that are there already, by role" });
function filesRule(tree, sink, label) {
	isoRule(tree, sink, label);
	if (tree.entries.size === 0) sink.add(tree, `${label} names no file`, `there is ${IMAGE_ROLES.join(", ")}`);
}
const customize = named(/* @__PURE__ */ union([text("a shell script"), /* @__PURE__ */ strictObject({ file: path$1 })]), { what: "the text of a shell script, or `{ file: PATH }`" }, { description: "A shell script that is run in the system at the end" });
const mmdebstrap = /* @__PURE__ */ strictObject({ mmdebstrap: /* @__PURE__ */ strictObject({
	suite: described(text("the name of a Debian suite"), "The Debian suite: bookworm"),
	arch: /* @__PURE__ */ optional(arch),
	variant: /* @__PURE__ */ optional(described(text("a variant of mmdebstrap"), "mmdebstrap’s variant; minbase by default")),
	include: /* @__PURE__ */ optional(described(listOf(text("a package"), "a package"), "Packages beside those of the variant")),
	components: /* @__PURE__ */ optional(described(listOf(text("a component"), "a component"), "Components of the archive; main by default")),
	mirrors: /* @__PURE__ */ optional(described(listOf(text("the address of an archive"), "the address of an archive"), "Archives; mmdebstrap’s own by default")),
	files: /* @__PURE__ */ optional(named(/* @__PURE__ */ record(/* @__PURE__ */ string(), anyText), { what: "a mapping of paths in the system to texts" })),
	customize: /* @__PURE__ */ optional(customize),
	root: /* @__PURE__ */ optional(described(/* @__PURE__ */ _enum(["squashfs", "ext4"]), "The file system of the root image; ext4 by default"))
}) });
/** One image: exactly one source. */
const image = named(/* @__PURE__ */ union([
	files,
	mmdebstrap,
	simplestreams,
	url
]), {
	what: "a mapping with one source: files, mmdebstrap, simplestreams or url",
	keys: {
		files,
		mmdebstrap,
		simplestreams,
		url
	}
}, { id: "image" });
// src/suite/schema-phase.ts
const cloudConfig = named(/* @__PURE__ */ record(/* @__PURE__ */ string(), named(/* @__PURE__ */ unknown(), { asWritten: true })), {
	what: "a cloud-config mapping",
	asWritten: true
});
const phase = {
	timeout: /* @__PURE__ */ optional(described(duration, "How long the phase may last")),
	"kernel-args": /* @__PURE__ */ optional(described(listOf(text("kernel arguments"), "kernel arguments"), "Arguments added to the kernel’s command line")),
	"cloud-config": /* @__PURE__ */ optional(described(cloudConfig, "cloud-config for the guest’s cloud-init")),
	end: /* @__PURE__ */ optional(described(/* @__PURE__ */ _enum(["poweroff", "reboot"]), "How the phase ends; poweroff by default")),
	reboots: /* @__PURE__ */ optional(described(count("a number of reboots", 0, 100), "Resets that may pass; 0 by default")),
	seed: /* @__PURE__ */ optional(described(/* @__PURE__ */ _enum(["disk", "http"]), "How the NoCloud seed reaches the guest"))
};
const options = {
	replace: /* @__PURE__ */ optional(described(/* @__PURE__ */ record(/* @__PURE__ */ string(), anyText), "Text replaced in the installer’s file")),
	publish: /* @__PURE__ */ optional(described(/* @__PURE__ */ record(/* @__PURE__ */ string(), text("a path")), "Files for the guest: path or glob on the host to path for the guest")),
	target: /* @__PURE__ */ optional(described(text("the name of an image"), "The image that is installed; the one that is booted by default")),
	root: /* @__PURE__ */ optional(described(/* @__PURE__ */ _enum(["disk", "http"]), "How the booted environment gets its root file system; a disk by default")),
	...phase
};
const script = /* @__PURE__ */ strictObject({
	script: described(path$1, "A script that installs, run in the booted image"),
	...options
});
const packages = (what, description) => /* @__PURE__ */ optional(described(listOf(text(what), what), description));
/** What `sanitize_source` of curtin/util.py knows; anything else it takes for the address of an archive, which `wget` then does not find. */
const installSource = word("an install source", /^(?:cp:\/\/\/|(?:tgz|tbz|txz|fsimage|fsimage-layered|squashfs|dd-[a-z0-9]+):(?=.)|(?:https?|ftp|file):\/\/(?=.)|\/(?=.))/, "write `cp:///FOLDER`, an address, an absolute path, or one of them behind `tgz:`, `tbz:`, `txz:`, `fsimage:`, `fsimage-layered:`, `squashfs:`, `dd-xz:`, `dd-raw:`, …");
const curtin = /* @__PURE__ */ strictObject({
	curtin: described(path$1, "A curtin configuration"),
	tree: /* @__PURE__ */ optional(described(path$1, "A curtin source tree; by default the nearest folder above the configuration that is one")),
	configs: /* @__PURE__ */ optional(described(listOf(path$1, "a path"), "Further configurations, merged over the first in their order")),
	"dirty-disks": /* @__PURE__ */ optional(described(yesNo, "Partition the disks once before the installation")),
	"add-repos": packages("a repository", "Repositories for the target, as add-apt-repository takes them"),
	"system-upgrade": /* @__PURE__ */ optional(described(yesNo, "Upgrade the target; by default where repositories are added")),
	"upgrade-packages": packages("a package", "Packages that are installed or upgraded in the target"),
	"kernel-package": /* @__PURE__ */ optional(described(text("a package"), "The kernel package of the target; by default curtin’s choice")),
	source: /* @__PURE__ */ optional(described(installSource, "What curtin installs, as its command line takes it; by default the target image")),
	...options
});
const INSTALL = "none, or a mapping with one installer (script, curtin)";
const install = named(/* @__PURE__ */ union([
	named(/* @__PURE__ */ _enum(["none"]), { what: INSTALL }),
	script,
	curtin
]), {
	what: INSTALL,
	keys: {
		script,
		curtin
	}
}, {
	id: "install",
	description: "How the system is installed; none tests an image that is a disk already"
});
const boot = named(/* @__PURE__ */ strictObject({
	name: /* @__PURE__ */ optional(word("the name of a boot", /^(?!install$|\.)[A-Za-z0-9._-]{1,40}$/, "letters, digits, \".\", \"_\" and \"-\", at most 40, and not install")),
	runcmd: /* @__PURE__ */ optional(described(listOf(text("a shell command"), "a shell command"), "Shell commands in the guest")),
	collect: /* @__PURE__ */ optional(described(listOf(text("a shell command"), "a shell command"), "Shell commands in the guest, in the folder that is collected")),
	checks: /* @__PURE__ */ optional(checks),
	...phase
}), { what: "a mapping" }, {
	id: "boot",
	description: "One boot of what was installed"
});
const boots = named(/* @__PURE__ */ union([boot, /* @__PURE__ */ array(boot)]), { what: "a mapping, or a list of boots" });
// src/suite/schema.ts
/** What a machine can end with and a suite can foresee. */
const FORESEEABLE = VERDICTS.filter((verdict) => ![
	"passed",
	"expected-failure",
	"unexpected-pass",
	"skipped",
	"missing",
	"cancelled"
].includes(verdict));
const timeouts = /* @__PURE__ */ strictObject({
	install: /* @__PURE__ */ optional(described(duration, "For the installation; 50m by default")),
	boot: /* @__PURE__ */ optional(described(duration, "For a boot; 5m by default")),
	silence: /* @__PURE__ */ optional(described(duration, "How long nothing may be heard of the guest; 3m by default"))
});
const expect = named(/* @__PURE__ */ strictObject({
	verdict: /* @__PURE__ */ optional(named(/* @__PURE__ */ _enum(FORESEEABLE), { what: "a verdict that can be expected" })),
	console: /* @__PURE__ */ optional(described(regex, "What the console must say")),
	reason: /* @__PURE__ */ optional(text("a reason"))
}), {
	what: "a mapping",
	rule: someOf("verdict", "console")
}, { description: "The failure that is expected: both must match" });
const skip = named(/* @__PURE__ */ strictObject({
	until: /* @__PURE__ */ optional(day),
	reason: /* @__PURE__ */ optional(text("a reason")),
	link: /* @__PURE__ */ optional(text("a link"))
}), {
	what: "a mapping",
	rule: someOf("until", "reason", "link")
}, { description: "The test is not run, until a day" });
/** The settings of a test, and of `defaults`. */
const settings = {
	image: described(text("the name of an image"), "The name of an image of `images`"),
	machine,
	install,
	boot: boots,
	checks,
	packs,
	timeouts,
	expect,
	skip,
	retries: described(count("a number of retries", 0, 10), "How often the test is run again after it failed")
};
/** The settings of a test alone: what it is instead of a machine, where it is a command. */
const parts = {
	...settings,
	...command
};
const axisValue = named(/* @__PURE__ */ union([
	/* @__PURE__ */ string(),
	/* @__PURE__ */ number(),
	/* @__PURE__ */ boolean()
]), { what: "a text, a number, or true or false" });
const axis = named((/* @__PURE__ */ array(axisValue)).check(/* @__PURE__ */ _minLength(1)), { what: "a list of values" });
const combination = /* @__PURE__ */ record(/* @__PURE__ */ string(), axisValue);
const matrix = named(/* @__PURE__ */ catchall(/* @__PURE__ */ object({
	exclude: /* @__PURE__ */ optional(described(/* @__PURE__ */ array(combination), "Combinations that are left out")),
	include: /* @__PURE__ */ optional(described(/* @__PURE__ */ array(combination), "Values added to combinations, or combinations of their own"))
}), axis), { what: "a mapping of axes" }, {
	id: "matrix",
	description: "One test for each combination of values; an axis named after a setting sets it"
});
const optionalCommand = Object.fromEntries(Object.entries(command).map(([name, schema]) => [name, /* @__PURE__ */ optional(schema)]));
const optionalSettings = Object.fromEntries(Object.entries(settings).map(([name, schema]) => [name, /* @__PURE__ */ optional(schema)]));
const defaults = named(/* @__PURE__ */ strictObject(optionalSettings), { what: "a mapping" }, { description: "Settings of every test that does not set them itself" });
const test = named(/* @__PURE__ */ strictObject({
	matrix: /* @__PURE__ */ optional(matrix),
	...optionalSettings,
	...optionalCommand
}), { what: "a mapping" }, { id: "test" });
/** A name is part of ids, which have the axes in square brackets, on one line. */
const TEST_NAME = /^(?!\s)[^[\]\p{Cc}\p{Zl}\p{Zp}]{1,200}(?<!\s)$/u;
const version = named(/* @__PURE__ */ literal(1), { what: "1, the version of suites that is read" }, { description: "The version of this format" });
named(/* @__PURE__ */ strictObject({
	version,
	images: /* @__PURE__ */ optional(described(/* @__PURE__ */ record(/* @__PURE__ */ string(), image), "Images by name")),
	defaults: /* @__PURE__ */ optional(defaults),
	tests: described(/* @__PURE__ */ record(/* @__PURE__ */ string(), test), "Tests by name")
}), { what: "a mapping with `version` and `tests`" }, { title: "vmtest suite" });
/** The same with the contents of its mappings left open, for reading it part by part. */
const outline = named(/* @__PURE__ */ strictObject({
	version,
	images: /* @__PURE__ */ optional(/* @__PURE__ */ record(/* @__PURE__ */ string(), /* @__PURE__ */ unknown())),
	defaults: /* @__PURE__ */ optional(/* @__PURE__ */ record(/* @__PURE__ */ string(), /* @__PURE__ */ unknown())),
	tests: /* @__PURE__ */ record(/* @__PURE__ */ string(), /* @__PURE__ */ unknown())
}), { what: "a mapping with `version` and `tests`" });
// src/suite/command.ts
/** Seconds. The original's full run takes more than 16 hours. */
const TIMEOUT = 86400;
/** The settings of a test that is a command; null for every other. Paths become absolute below `folder`. */
function commandSettings(read, test, folder) {
	if (child(test, "command") === void 0) return null;
	const topdir = read("topdir");
	return {
		command: read("command") ?? "",
		topdir: topdir === void 0 ? null : resolve(folder, topdir),
		timeout: read("timeout") ?? TIMEOUT,
		images: read("images") ?? [],
		environment: read("environment") ?? {},
		classes: read("classes") ?? []
	};
}
/** What is said of every test, a command included. */
const SHARED = ["expect", "skip"];
/** The defaults as far as they are a test's: those of machines say nothing of a command. */
function commandDefaults(test, defaults) {
	if (!test.entries.has("command")) return defaults;
	return {
		...defaults,
		entries: new Map([...defaults.entries].filter(([name]) => SHARED.includes(name)))
	};
}
/** Where the word that does not go with a command would be said of it. */
const INSTEAD = {
	image: "the images that it needs are named under `images`",
	timeouts: "its time limit is `timeout`",
	checks: "its own tests are its checks"
};
/** Where the word that goes with a command alone would be said of a machine. */
const OF_MACHINE = {
	timeout: "write `timeouts: { install: …, boot: … }`",
	images: "write `image: NAME`"
};
/** A test is a command or has a machine: what belongs to the other kind is refused at its key. */
function checkCommand(test, label, sink) {
	const isCommand = test.entries.has("command");
	const others = isCommand ? Object.keys(settings).filter((name) => !SHARED.includes(name)) : Object.keys(command);
	for (const name of others) {
		const key = test.entries.get(name)?.key;
		if (key === void 0) continue;
		const hint = isCommand ? INSTEAD[name] ?? "the command starts machines of its own" : OF_MACHINE[name] ?? "remove it, or add `command`";
		const what = isCommand ? "does not go with `command`" : "goes with `command` only";
		sink.add(key, `${label}: \`${name}\` ${what}`, hint);
	}
}
// src/suite/expressions.ts
const EXPRESSION = /\$\{\{\s*(.*?)\s*\}\}/gs;
const AXIS = /^matrix\.([A-Za-z0-9_][A-Za-z0-9_.-]*)$/;
/** Whether text has a `${{ … }}`. */
function holdsExpression(text) {
	return text.includes("${{");
}
/** The names of the axes that text reads, and the expressions that read none (`env.HOME`). */
function readsOf(text) {
	const axes = [];
	const others = [];
	for (const [, inner] of text.matchAll(EXPRESSION)) {
		const axis = AXIS.exec(inner)?.[1];
		if (axis === void 0) others.push(inner);
		else axes.push(axis);
	}
	if (holdsExpression(text) && axes.length + others.length === 0) others.push(text);
	return {
		axes,
		others
	};
}
const scanned = /* @__PURE__ */ new WeakMap();
/** Whether a tree has an expression anywhere in its values. */
function treeHoldsExpression(tree) {
	const known = scanned.get(tree);
	if (known !== void 0) return known;
	let holds = false;
	if (tree.kind === "scalar") holds = holdsExpression(tree.text);
	else if (tree.kind === "list") holds = tree.items.some(treeHoldsExpression);
	else holds = [...tree.entries.values()].some(({ value }) => treeHoldsExpression(value));
	scanned.set(tree, holds);
	return holds;
}
/**
* Puts the values of axes in the place of `${{ matrix.NAME }}`. A value that is nothing but one expression becomes the axis's
* value, kind included; parts without an expression, and axes that have no value here, stay as they are.
* @param keep parts that are left alone (scripts)
*/
function substitute(tree, axes, keep) {
	if (keep.has(tree) || !treeHoldsExpression(tree)) return tree;
	if (tree.kind === "scalar") return substituteScalar(tree, axes);
	if (tree.kind === "list") return {
		...tree,
		items: tree.items.map((item) => substitute(item, axes, keep))
	};
	const entries = /* @__PURE__ */ new Map();
	for (const [name, { key, value }] of tree.entries) entries.set(name, {
		key,
		value: substitute(value, axes, keep)
	});
	return {
		...tree,
		entries
	};
}
function substituteScalar(tree, axes) {
	const whole = /^\s*\$\{\{\s*(.*?)\s*\}\}\s*$/s.exec(tree.text)?.[1];
	const alone = whole === void 0 ? void 0 : axes.get(AXIS.exec(whole)?.[1] ?? "");
	if (alone !== void 0) return {
		...tree,
		value: alone.value,
		text: alone.text,
		plain: alone.plain
	};
	const text = tree.text.replace(EXPRESSION, (all, inner) => axes.get(AXIS.exec(inner)?.[1] ?? "")?.text ?? all);
	return {
		...tree,
		text,
		value: text,
		plain: false
	};
}
/** Says of every expression in a tree that it cannot be there: `why` completes "…". */
function refuseExpressions(tree, label, sink, why) {
	if (tree.kind === "scalar") {
		if (holdsExpression(tree.text)) sink.add(tree, `${label}: \${{ … }} ${why}`);
	} else if (tree.kind === "list") tree.items.forEach((item, i) => void refuseExpressions(item, `${label}[${i}]`, sink, why));
	else for (const [name, { value }] of tree.entries) refuseExpressions(value, `${label}.${name}`, sink, why);
}
// src/suite/decode.ts
/**
* Reads a tree by a schema. Everything that is wrong goes to `sink`, each with its own place.
* @param label how the value is called in messages: `tests.basic.machine`
* @param partial the value is completed by another (`defaults`), so nothing can be missing
* @returns the schema's output, or undefined where anything was wrong
*/
function decode(schema, tree, label, sink, partial = false) {
	let clean = true;
	const watched = {
		...sink,
		add: (at, message, hint, severity) => {
			if (severity !== "warning") clean = false;
			sink.add(at, message, hint, severity);
		}
	};
	const notes = createNotes(partial);
	const value = convert(schema, tree, label, notes, watched);
	if (notes.dead.has(tree)) return void 0;
	const result = safeParse(schema, value);
	if (!result.success) for (const issue of result.error.issues) explain(issue, [], {
		tree,
		label,
		notes,
		sink: watched
	});
	return clean && result.success ? result.data : void 0;
}
function explain(issue, prefix, subject) {
	const path = [...prefix, ...issue.path];
	const found = follow(path, subject);
	if (found === void 0) return;
	const { tree, label, missing, inList } = found;
	if (missing !== void 0) {
		if (subject.notes.partial && !inList) return;
		subject.sink.add(tree, `${label}: the key ${quote(missing)} is missing`, `write \`${missing}: …\`, ${wantedOf(missing, tree, subject.notes)}`);
		return;
	}
	if (tree.kind === "scalar" && holdsExpression(tree.text)) return;
	if (issue.code === "invalid_union") {
		for (const inner of issue.errors[subject.notes.chosen.get(tree) ?? 0] ?? []) explain(inner, path, subject);
		return;
	}
	subject.sink.add(...say(issue, tree, label, subject.notes));
}
/** Goes down `path` in the tree; undefined where all has been said of what stands there. */
function follow(path, { tree, label, notes }) {
	let at = tree;
	let name = label;
	let inList = false;
	for (const step of path) {
		if (notes.dead.has(at)) return void 0;
		const next = at.kind === "list" ? at.items[Number(step)] : at.kind === "map" ? at.entries.get(String(step))?.value : void 0;
		if (next === void 0) return {
			tree: at,
			label: name,
			missing: String(step),
			inList
		};
		if (at.kind === "list") inList = true;
		name = at.kind === "list" ? `${name}[${String(step)}]` : `${name}.${String(step)}`;
		at = next;
	}
	return notes.dead.has(at) ? void 0 : {
		tree: at,
		label: name,
		missing: void 0,
		inList
	};
}
function wantedOf(key, tree, notes) {
	let { def } = inside(notes.wanted.get(tree));
	if (def.type === "union") def = inside(def.options[notes.chosen.get(tree) ?? 0]).def;
	const schema = def.type === "object" ? def.shape[key] : void 0;
	return schema === void 0 ? "needed" : whatOf(schema);
}
function say(issue, tree, label, notes) {
	const schema = notes.wanted.get(tree);
	const what = schema === void 0 ? "a value" : whatOf(schema);
	if (issue.code === "custom") {
		const hint = issue.params?.hint;
		return [
			tree,
			`${label}: ${shown(tree)} ${issue.message}`,
			hint
		];
	}
	if (issue.code === "invalid_value" && tree.kind === "scalar") return [
		tree,
		`${label}: ${shown(tree)} is not ${what}`,
		wordHint(tree.text, issue.values.map(String), schema)
	];
	if (issue.code === "invalid_key") return [tree, `${label}: ${issue.issues[0]?.message ?? "the key is wrong"}`];
	if (issue.code === "too_small" && tree.kind === "list") return [
		tree,
		`${label} is an empty list`,
		"name something, or leave the key out"
	];
	if (tree.kind === "scalar" && shown(tree) === "nothing") return [
		tree,
		`${label} has no value`,
		`it must be ${what}`
	];
	return [tree, `${label}: ${shown(tree)} is not ${what}`];
}
/** The words that there are, unless the message names them already. */
function wordHint(text, words, schema) {
	const said = schema === void 0 ? {} : inside(schema).words;
	if (said.mend !== void 0) return said.mend(text);
	if (said.what !== void 0 && words.length > 1) return meant(text, words);
	if (words.includes(text)) return `write ${text} without the quotes`;
	const near = suggest(text, words);
	return near === void 0 ? void 0 : `did you mean "${near}"?`;
}
// src/suite/machine.ts
/** The machine as it was asked for; paths become absolute below `folder`. */
function machineSettings(input, folder) {
	return {
		arch: input?.arch ?? null,
		cpus: input?.cpus ?? null,
		memory: input?.memory ?? null,
		firmware: input?.firmware ?? null,
		type: input?.type ?? null,
		cpu: input?.cpu ?? null,
		tpm: input?.tpm ?? false,
		disks: input?.disks?.map((disk) => diskSettings(disk, folder)) ?? null,
		nics: input?.nics?.map((nic) => ({
			mac: nic.mac ?? null,
			network: nic.network ?? "user"
		})) ?? null,
		qemuArgs: input?.["qemu-args"] ?? []
	};
}
function diskSettings(input, folder) {
	const disk = typeof input === "number" ? { size: input } : input;
	const paths = disk.paths ?? 1;
	return {
		size: disk.size ?? null,
		driver: disk.driver ?? (paths > 1 ? "scsi-hd" : "virtio-blk"),
		blockSize: disk["block-size"] ?? 512,
		serial: disk.serial ?? null,
		wwn: disk.wwn ?? null,
		paths,
		format: disk.format ?? "qcow2",
		from: disk.from === void 0 ? null : resolve(folder, disk.from),
		...disk.iscsi === void 0 ? {} : { iscsi: iscsiSettings(disk.iscsi) }
	};
}
function iscsiSettings(input) {
	return {
		user: input.user ?? null,
		password: input.password ?? null,
		inUser: input["in-user"] ?? null,
		inPassword: input["in-password"] ?? null,
		target: input.target ?? null
	};
}
// src/suite/merge.ts
const INSTALLERS = Object.keys(wordsOf(install).keys ?? {});
/** A test over the defaults: mappings are merged, all else of the test's takes the place of the default. */
function mergeDefaults(defaults, test) {
	const entries = new Map(defaults.entries);
	for (const [name, own] of test.entries) {
		const below = entries.get(name);
		entries.set(name, below === void 0 ? own : mergeEntry(name === "install" ? withoutInstaller(below, own) : below, own));
	}
	return {
		...test,
		entries
	};
}
function mergeEntry(below, own) {
	if (below.value.kind !== "map" || own.value.kind !== "map") return own;
	return {
		key: own.key,
		value: mergeDefaults(below.value, own.value)
	};
}
/** A test that names its installer does not want the default's beside it. */
function withoutInstaller(below, own) {
	const names = (entry) => entry.value.kind === "map" ? INSTALLERS.filter((name) => entry.value.entries.has(name)) : [];
	if (below.value.kind !== "map" || names(own).length === 0) return below;
	const entries = new Map(below.value.entries);
	for (const name of names(below)) entries.delete(name);
	return {
		...below,
		value: {
			...below.value,
			entries
		}
	};
}
const known = /* @__PURE__ */ new WeakMap();
/** Where each setting comes from, by dotted path below `name`; a list is one setting. */
function originsOf(tree, name) {
	const before = known.get(tree);
	if (before !== void 0) return before;
	const origins = {};
	if (tree.kind !== "map") origins[name] = {
		level: tree.level,
		place: tree.place
	};
	else for (const [key, { value }] of tree.entries) Object.assign(origins, originsOf(value, `${name}.${key}`));
	known.set(tree, origins);
	return origins;
}
// src/suite/phases.ts
/** The installation as the model has it; `place` stands for it where the suite says nothing of it. */
function installSettings(input, tree, folder, place) {
	const options = typeof input === "object" ? input : {};
	const file = options.script ?? options.curtin;
	const publish = Object.entries(options.publish ?? {}).map(([from, to]) => [resolve(folder, from), to]);
	return {
		installer: options.script !== void 0 ? "script" : options.curtin !== void 0 ? "curtin" : "none",
		file: file === void 0 ? null : resolve(folder, file),
		replace: options.replace ?? {},
		publish: Object.fromEntries(publish),
		target: options.target ?? null,
		root: options.root ?? "disk",
		curtin: options.curtin === void 0 ? null : curtinSettings(options, folder),
		...phaseSettings(options),
		place: tree?.place ?? place
	};
}
function curtinSettings(options, folder) {
	return {
		tree: options.tree === void 0 ? null : resolve(folder, options.tree),
		configs: (options.configs ?? []).map((path) => resolve(folder, path)),
		dirtyDisks: options["dirty-disks"] ?? false,
		addRepos: options["add-repos"] ?? [],
		systemUpgrade: options["system-upgrade"] ?? null,
		upgradePackages: options["upgrade-packages"] ?? [],
		kernelPackage: options["kernel-package"] ?? null,
		source: options.source ?? null
	};
}
/** The boots as the model has them: one called `boot` where the suite names none. */
function bootSettings(input, tree, place) {
	const trees = itemsOf(tree);
	return (input === void 0 ? [{}] : Array.isArray(input) ? input : [input]).map((one, i) => {
		const name = one.name ?? "boot";
		return {
			name,
			runcmd: one.runcmd ?? [],
			collect: one.collect ?? [],
			checks: checkSettings(one.checks, child(trees[i], "checks"), name),
			...phaseSettings(one),
			place: trees[i]?.place ?? place
		};
	});
}
function phaseSettings(input) {
	return {
		timeout: input.timeout ?? null,
		kernelArgs: (input["kernel-args"] ?? []).flatMap((text) => text.match(/(?:[^\s"]|"[^"]*")+/g) ?? []),
		cloudConfig: input["cloud-config"] ?? null,
		end: input.end ?? "poweroff",
		reboots: input.reboots ?? 0,
		seed: input.seed ?? null
	};
}
// src/suite/reader.ts
const PART_NAMES = Object.keys(parts);
/** Seconds, where nothing is said. */
const TIMEOUTS = {
	install: 3e3,
	boot: 300,
	silence: 180
};
/** A reader whose problems go to `sink`. */
function createReader(sink) {
	const values = /* @__PURE__ */ new WeakMap();
	const things = /* @__PURE__ */ new WeakMap();
	let clean = true;
	return {
		clean: () => clean,
		read: (test, name, label) => {
			const tree = child(test, name);
			if (tree === void 0) return void 0;
			const known = values.get(tree);
			if (known !== void 0) return known.value;
			const value = decode(parts[name], tree, `${label}.${name}`, sink);
			if (value === void 0) clean = false;
			values.set(tree, { value });
			return value;
		},
		made: (part, kind, make) => {
			if (part === void 0) return make();
			const kept = things.get(part) ?? /* @__PURE__ */ new Map();
			things.set(part, kept);
			if (!kept.has(kind)) kept.set(kind, make());
			return kept.get(kind);
		}
	};
}
/** One test of a tree in which defaults and axes have been put; what is wrong with it goes to the reader's sink. */
function readTest(tree, head, reader) {
	const { label, folder } = head;
	const { place } = head.at;
	const part = Object.fromEntries(PART_NAMES.map((name) => [name, child(tree, name)]));
	const image = reader.read(tree, "image", label);
	const machine = reader.read(tree, "machine", label);
	const installed = reader.read(tree, "install", label);
	const boot = reader.read(tree, "boot", label);
	const checks = reader.read(tree, "checks", label);
	const expect = reader.read(tree, "expect", label);
	const skip = reader.read(tree, "skip", label);
	const retries = reader.read(tree, "retries", label);
	const install = reader.made(part.install, "install", () => installSettings(installed, part.install, folder, place));
	const none = expect !== void 0 && part.boot === void 0 && install.installer !== "none";
	return {
		id: head.id,
		slug: head.slug,
		name: head.name,
		axes: axisValues(head.axes),
		image: image ?? null,
		machine: reader.made(part.machine, "machine", () => machineSettings(machine, folder)),
		install,
		boots: none ? [] : reader.made(part.boot, "boots", () => bootSettings(boot, part.boot, place)),
		checks: reader.made(part.checks, "checks", () => checkSettings(checks, part.checks, null)),
		packsOff: reader.made(part.packs, "packs", () => packsOff(reader.read(tree, "packs", label))),
		timeouts: timeoutsOf(reader.read(tree, "timeouts", label)),
		expect: expect === void 0 ? null : expectation(expect),
		skip: skip === void 0 ? null : skipOf(skip),
		...retries === void 0 ? {} : { retries },
		command: commandSettings((name) => reader.read(tree, name, label), tree, folder),
		folder,
		place,
		origins: allOrigins(part)
	};
}
function axisValues(axes) {
	return Object.fromEntries([...axes].map(([name, tree]) => [name, scalarAsWritten(tree) ?? ""]));
}
function timeoutsOf(input) {
	return {
		install: input?.install ?? TIMEOUTS.install,
		boot: input?.boot ?? TIMEOUTS.boot,
		silence: input?.silence ?? TIMEOUTS.silence
	};
}
function expectation(input) {
	return {
		verdict: input.verdict ?? null,
		console: input.console ?? null,
		reason: input.reason ?? null
	};
}
function skipOf(input) {
	return {
		until: input.until ?? null,
		reason: input.reason ?? null,
		link: input.link ?? null
	};
}
function allOrigins(part) {
	const origins = {};
	for (const [name, tree] of Object.entries(part)) if (tree !== void 0) Object.assign(origins, originsOf(tree, name));
	return origins;
}
// src/suite/sink.ts
/** A new, empty sink. Problems of one place and message count once: a test's matrix repeats them. */
function createSink() {
	const found = /* @__PURE__ */ new Map();
	const places = /* @__PURE__ */ new Set();
	return {
		add: (at, message, hint, severity = "error") => {
			const place = `${at.place.line}:${at.place.column}`;
			const key = `${place}:${message}`;
			if (found.has(key) || at.level === "defaults" && places.has(place)) return;
			places.add(place);
			found.set(key, {
				code: "VMTEST_SUITE_INVALID",
				severity,
				message,
				...hint === void 0 ? {} : { hint },
				place: at.place,
				...at.use === void 0 ? {} : { related: [{
					place: at.use,
					message: "it is used here"
				}] }
			});
		},
		sorted: () => [...found.values()].sort((a, b) => rank(a) - rank(b))
	};
}
function rank(problem) {
	return problem.place === void 0 ? 0 : problem.place.line * 1e6 + problem.place.column;
}
// src/suite/curtin.ts
/**
* A suite of one test that installs by a curtin configuration. The configuration itself is not read here.
* @param path the configuration's path
* @param options.image the image that is booted and installed
* @param options.images definitions of images; one that is not among them is the simplestreams release of its name
*/
function suiteFromCurtin(path, options) {
	const file = resolve(path);
	const place = {
		file: path,
		line: 1,
		column: 1
	};
	const { image } = options;
	const scalar = (value) => ({
		key: { place },
		value: {
			kind: "scalar",
			place,
			level: "test",
			value,
			text: value,
			plain: false
		}
	});
	const map = (entries) => ({
		kind: "map",
		place,
		level: "test",
		entries: new Map(entries)
	});
	const install = map([["curtin", scalar(file)]]);
	const tree = map([["image", scalar(image)], ["install", {
		key: { place },
		value: install
	}]]);
	const name = basename(file).replace(/\.ya?ml$/, "").replace(/[[\]]/g, "_");
	const slug = slugsOf([{
		name,
		axes: []
	}])[0];
	const folder = dirname(file);
	const head = {
		id: name,
		slug,
		name,
		axes: /* @__PURE__ */ new Map(),
		label: name,
		folder,
		at: { place }
	};
	const found = options.images?.[image] ?? {
		name: image,
		source: simplestreamsRelease(image),
		place
	};
	return {
		file,
		folder,
		images: {
			...options.images,
			[image]: found
		},
		tests: [readTest(tree, head, createReader(createSink()))],
		problems: []
	};
}
/** The newest amd64 image of a release of MAAS's stream, as a suite's `simplestreams: { release: NAME }`. */
function simplestreamsRelease(release) {
	return {
		kind: "simplestreams",
		url: null,
		keyring: null,
		verify: "signature",
		arch: "x86_64",
		fields: { release },
		filters: [],
		version: null,
		root: "squashfs"
	};
}
// src/suite/document.ts
/** A suite is written by hand: what is larger is another file. Characters. */
const MAX_SUITE_LENGTH = 1 << 20;
/** Values that aliases may bring in all, so that a few lines cannot make a billion. */
const MAX_ALIASED_VALUES = 1e5;
/** Reads YAML text (1.2, with `<<`) as a tree with places. Syntax errors, double keys and unknown anchors go to `sink`; undefined if nothing is there. */
function readDocument(text, file, sink = createSink()) {
	return readWhole(text, file, sink).tree;
}
/** The same, and whether the tree is whole. */
function readWhole(text, file, sink) {
	const start = { place: {
		file,
		line: 1,
		column: 1
	} };
	if (text.length > 1048576) {
		sink.add(start, `the file has ${text.length} characters, more than ${MAX_SUITE_LENGTH}`, "a suite is written by hand: is this the right file?");
		return {
			tree: void 0,
			whole: false
		};
	}
	const lines = new import_dist.LineCounter();
	const document = (0, import_dist.parseDocument)(text, {
		lineCounter: lines,
		merge: true,
		uniqueKeys: false,
		prettyErrors: false,
		logLevel: "error"
	});
	const placeOf = (offset) => {
		const { line, col } = lines.linePos(offset);
		return {
			file,
			line: Math.max(line, 1),
			column: Math.max(col, 1)
		};
	};
	for (const { offset, message, hint } of explainYaml(document.errors, (at) => placeOf(at).line)) sink.add({ place: placeOf(offset) }, message, hint);
	for (const warning of document.warnings) sink.add({ place: placeOf(warning.pos[0]) }, warning.message, void 0, "warning");
	if (document.contents === null) {
		if (document.errors.length === 0) sink.add(start, "the file is empty", "a suite has `version: 1` and `tests`");
		return {
			tree: void 0,
			whole: false
		};
	}
	const reading = {
		sink,
		placeOf,
		anchors: /* @__PURE__ */ new Map(),
		aliased: 0,
		partial: document.errors.length > 0
	};
	return {
		tree: readNode(document.contents, reading),
		whole: !reading.partial
	};
}
function readNode(node, reading) {
	if ((0, import_dist.isAlias)(node)) return readAlias(node, reading);
	const tree = readValue(node, reading);
	const anchor = node.anchor;
	if (anchor !== void 0) reading.anchors.set(anchor, tree);
	return tree;
}
function readValue(node, reading) {
	const place = reading.placeOf(node.range?.[0] ?? 0);
	if ((0, import_dist.isMap)(node)) return {
		kind: "map",
		place,
		level: "test",
		entries: readEntries(node, reading)
	};
	if ((0, import_dist.isSeq)(node)) return {
		kind: "list",
		place,
		level: "test",
		items: node.items.map((item) => (0, import_dist.isPair)(item) ? emptyAt(place) : readNode(item, reading))
	};
	const { value, source, type } = node;
	const plain = type === "PLAIN" || type === void 0;
	const known = value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "string" ? value : String(source);
	return {
		kind: "scalar",
		place,
		level: "test",
		value: known,
		plain,
		text: plain ? source ?? "" : String(known)
	};
}
function emptyAt(place) {
	return {
		kind: "scalar",
		place,
		level: "test",
		value: null,
		text: "",
		plain: true
	};
}
function readAlias(alias, reading) {
	const place = reading.placeOf(alias.range?.[0] ?? 0);
	const target = reading.anchors.get(alias.source);
	if (target === void 0) {
		reading.partial = true;
		reading.sink.add({ place }, `no anchor &${alias.source} stands before its alias *${alias.source}`, "write the anchor at the value, above its first use");
		return emptyAt(place);
	}
	reading.aliased += countTree(target);
	if (reading.aliased > MAX_ALIASED_VALUES) {
		reading.partial = true;
		reading.sink.add({ place }, `the aliases of this file stand for more than ${MAX_ALIASED_VALUES} values`, "aliases of aliases multiply: write less of them");
		return emptyAt(place);
	}
	return usedAt(target, place);
}
function readEntries(map, reading) {
	const own = /* @__PURE__ */ new Map();
	const merged = /* @__PURE__ */ new Map();
	for (const pair of map.items) {
		const key = pair.key;
		const place = reading.placeOf(key?.range?.[0] ?? map.range?.[0] ?? 0);
		const value = pair.value === null || pair.value === void 0 ? emptyAt(place) : readNode(pair.value, reading);
		if (!(0, import_dist.isScalar)(key) || key.value === null) reading.sink.add({ place }, "a key is a word, not a list, a mapping, an alias or nothing");
		else if (typeof key.value === "symbol") mergeInto(merged, value, { place }, reading.sink);
		else {
			const name = key.type === "PLAIN" ? String(key.source) : String(key.value);
			if (name === "__proto__") reading.sink.add({ place }, "the key \"__proto__\" is not possible");
			else if (own.has(name)) {
				const first = own.get(name)?.key.place.line;
				const message = `the key ${JSON.stringify(shorten(name, 60))} is there twice in one mapping`;
				reading.sink.add({ place }, message, `keep one of the two; the first is in line ${first}`);
			} else own.set(name, {
				key: { place },
				value
			});
		}
	}
	if (merged.size === 0) return own;
	for (const [name, entry] of own) merged.set(name, entry);
	return merged;
}
/** What `<<` brings: of several mappings the first that has a key counts, and the mapping's own keys before all. */
function mergeInto(merged, source, at, sink) {
	for (const map of source.kind === "list" ? source.items : [source]) {
		if (map.kind !== "map") {
			sink.add(at, "`<<` takes a mapping or a list of mappings", "write `<<: *ANCHOR`");
			continue;
		}
		for (const [name, entry] of map.entries) {
			const use = map.use ?? at.place;
			if (!merged.has(name)) merged.set(name, {
				key: {
					...entry.key,
					use
				},
				value: entry.value
			});
		}
	}
}
// src/suite/detect.ts
/** Top-level keys of curtin's configuration that say what it is. */
const CURTIN_KEYS = [
	"storage",
	"network",
	"sources",
	"install"
];
/** Whether a text that is named together with an image can be a configuration of curtin's: any mapping that is not a suite's. */
function canBeCurtin(text) {
	const tree = readDocument(text, "");
	return tree?.kind === "map" && ![
		"tests",
		"images",
		"defaults"
	].some((name) => tree.entries.has(name));
}
/** The key by which a tree is a curtin configuration and not a suite, with its place; undefined where it is none. */
function curtinKey(tree) {
	if (tree.kind !== "map" || tree.entries.has("tests")) return void 0;
	for (const [name, { key }] of tree.entries) if (CURTIN_KEYS.includes(name) || name.endsWith("_commands")) return {
		name,
		key
	};
}
// src/suite/matrix.ts
/** More tests than this from one matrix are a slip. */
const MAX_COMBINATIONS = 1e4;
/**
* Expands a matrix as a GitHub workflow does: the product of the axes (the first varies slowest); `exclude` takes away what has
* all of an entry's values; then each entry of `include` is added to every combination of which it would change no value of an
* axis (values that an earlier entry added may change), and where there is none it is a combination of its own.
* @param tree a matrix that its schema has accepted
*/
function expandMatrix(tree, label, sink) {
	const axes = /* @__PURE__ */ new Map();
	for (const [name, { value }] of tree.entries) if (!isRule(name)) axes.set(name, itemsOf(value).filter(isScalar));
	const total = [...axes.values()].reduce((product, values) => product * values.length, 1);
	if (total > MAX_COMBINATIONS) {
		sink.add(tree, `${label} makes ${total} tests, more than ${MAX_COMBINATIONS}`, "exclude comes too late for that: make the axes shorter");
		return [];
	}
	const all = include(exclude(axes.size === 0 ? [] : product(axes), axes, itemsOf(child(tree, "exclude")), `${label}.exclude`, sink), axes, itemsOf(child(tree, "include")));
	if (all.length === 0) sink.add(tree, `${label} leaves no test`, "name an axis with values, and exclude fewer of their combinations");
	return all;
}
function isRule(name) {
	return name === "exclude" || name === "include";
}
function isScalar(tree) {
	return tree.kind === "scalar";
}
function product(axes) {
	let combinations = [/* @__PURE__ */ new Map()];
	for (const [name, values] of axes) combinations = combinations.flatMap((combination) => values.map((value) => new Map(combination).set(name, value)));
	return combinations;
}
function exclude(combinations, axes, entries, label, sink) {
	let left = combinations;
	entries.forEach((entry, i) => {
		const wanted = valuesOf$1(entry);
		for (const [name, { key }] of entriesOf(entry)) if (!axes.has(name)) sink.add(key, `${label}[${i}]: ${quote(name)} is no axis`, meant(name, [...axes.keys()]));
		const matches = (combination) => [...wanted].every(([name, value]) => combination.get(name)?.text === value.text);
		if ([...wanted.keys()].every((name) => axes.has(name)) && !combinations.some(matches)) sink.add(entry, `${label}[${i}] excludes nothing`, "no combination has these values", "warning");
		left = left.filter((combination) => !matches(combination));
	});
	return left;
}
function include(combinations, axes, entries) {
	const grown = combinations.map((combination) => new Map(combination));
	const own = [];
	for (const entry of entries) {
		const values = valuesOf$1(entry);
		const hosts = grown.filter((one) => [...values].every(([name, value]) => !axes.has(name) || one.get(name)?.text === value.text));
		for (const host of hosts) for (const [name, value] of values) host.set(name, value);
		if (hosts.length === 0) own.push(values);
	}
	return [...grown, ...own];
}
function entriesOf(tree) {
	return tree.kind === "map" ? tree.entries : [];
}
function valuesOf$1(entry) {
	const values = /* @__PURE__ */ new Map();
	for (const [name, { value }] of entriesOf(entry)) if (isScalar(value)) values.set(name, value);
	return values;
}
/** Every axis that any combination of a matrix has, with the place of its first mention. */
function axesOf(tree) {
	const axes = /* @__PURE__ */ new Map();
	for (const [name, entry] of tree.entries) if (!isRule(name)) axes.set(name, entry);
	for (const item of itemsOf(child(tree, "include"))) for (const [name, entry] of entriesOf(item)) if (!axes.has(name)) axes.set(name, entry);
	return axes;
}
// src/suite/axes.ts
/** What `run:` commands get of vmtest's own: an axis cannot take these names. */
const OWN_VARIABLES = [
	"VMTEST_COLLECT",
	"VMTEST_LOGS",
	"VMTEST_RESULT",
	"VMTEST_JUNIT"
];
/** The path of the setting that an axis is named after; undefined where there is none. */
function settingPath(axis) {
	const path = pathIn(defaults, axis.split("."));
	return path === void 0 || path.length === 0 ? void 0 : path;
}
/** Goes down a schema along the parts of a dotted name. The last part under a record is the rest of the name. */
function pathIn(schema, parts) {
	const [part, ...rest] = parts;
	if (part === void 0) return [];
	const { def } = inside(schema);
	if (def.type === "record") return [parts.join(".")];
	if (def.type === "union") for (const option of def.options) {
		const found = pathIn(option, parts);
		if (found !== void 0) return found;
	}
	if (def.type !== "object" || !Object.hasOwn(def.shape, part)) return void 0;
	const below = pathIn(def.shape[part], rest);
	return below === void 0 ? void 0 : [part, ...below];
}
/**
* Checks the names of a matrix's axes: each sets a setting, or is read somewhere in the test, and no two share a variable.
* @param readElsewhere whether a variable is read by a file that the test names
*/
function checkAxes(matrix, label, use, readElsewhere, sink) {
	const named = axisVariables(axesOf(matrix).keys());
	const variables = /* @__PURE__ */ new Map();
	for (const [name, { key }] of axesOf(matrix)) {
		const variable = named.get(name);
		const other = variables.get(variable);
		variables.set(variable, name);
		if (OWN_VARIABLES.includes(variable)) sink.add(key, `${label}: the axis ${quote(name)} would be ${variable}, which vmtest sets itself`, "name the axis otherwise");
		if (other !== void 0) sink.add(key, `${label}: the axes ${quote(other)} and ${quote(name)} would both be ${variable}`, "name one otherwise");
		if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name)) {
			sink.add(key, `${label}: ${quote(name)} is no name of an axis`, "letters, digits, \"_\", \"-\" and \".\" of a setting's name");
			continue;
		}
		if (settingPath(name) !== void 0 || use.axes.has(name) || use.scripts.some((script) => namesVariable(script, variable))) continue;
		const [first, ...rest] = name.split(".");
		const section = rest.length > 0 ? sectionKeys(first) : void 0;
		if (section !== void 0) sink.add(key, `${label}: ${quote(name)} is no setting`, meant(rest.join("."), section));
		else if (!readElsewhere(variable)) {
			const mend = `read it as \${{ matrix.${name} }} or, in a script, as $${variable}; or name it after a setting`;
			sink.add(key, `${label}: nothing reads the axis ${quote(name)}`, mend);
		}
	}
}
/** Whether text names an environment variable, as shells, Python and others write it. */
function namesVariable(text, variable) {
	return new RegExp(`(?<![A-Za-z0-9_])${variable}(?![A-Za-z0-9_])`).test(text);
}
function sectionKeys(name) {
	const schema = own$1(defaults._zod.def.shape, name);
	if (schema === void 0) return void 0;
	const { def } = inside(schema);
	return (def.type === "union" ? def.options.map((option) => inside(option).def) : [def]).flatMap((shape) => shape.type === "object" ? Object.keys(shape.shape) : []);
}
/** A test with the values of the axes that are named after settings put in their places. */
function applyAxes(test, combination, label, sink) {
	let result = test;
	for (const [name, value] of combination) {
		const path = settingPath(name);
		if (path === void 0) continue;
		const next = setPath(result, path, atLevel(value, "matrix"));
		if (next === void 0) sink.add(value, `${label}: the axis ${quote(name)} cannot be set, because a part of it is no mapping here`);
		else result = next;
	}
	return result;
}
// src/suite/published.ts
/** The source of an image of a stream, as it was written; its keyring is relative to `folder`. */
function streamSource(input, folder) {
	const fields = STREAM_FIELDS.flatMap((name) => input[name] === void 0 ? [] : [[name, input[name]]]);
	return {
		kind: "simplestreams",
		url: input.url ?? null,
		keyring: input.keyring === void 0 ? null : resolve(folder, input.keyring),
		verify: input.verify ?? "signature",
		arch: input.arch ?? "x86_64",
		fields: Object.fromEntries(fields),
		filters: input.filters ?? [],
		version: input.version ?? null,
		root: input.root ?? "squashfs"
	};
}
/** The source of an image of addresses: what stands beside the roles is said of those that are an address alone. */
function urlSource(input, folder) {
	const files = {};
	for (const role of IMAGE_ROLES) {
		const value = input[role];
		if (value === void 0 || typeof value === "string" && value.startsWith("iso:")) continue;
		files[role] = typeof value === "string" ? urlFile(value, input, folder) : urlFile(value.url, value, folder);
	}
	return {
		kind: "url",
		files,
		...isoPaths(input)
	};
}
/** `{ fromIso }` where kernel or initrd are paths within the ISO, else nothing. */
function isoPaths(input) {
	const paths = ["kernel", "initrd"].flatMap((role) => {
		const value = input[role];
		return typeof value === "string" && value.startsWith("iso:") ? [[role, value.slice(4)]] : [];
	});
	return paths.length === 0 ? {} : { fromIso: Object.fromEntries(paths) };
}
function urlFile(url, proof, folder) {
	return {
		url,
		sha256: proof.sha256 ?? null,
		sha512: proof.sha512 ?? null,
		sums: proof.sums === void 0 ? null : sumsOf(proof.sums, proof, folder),
		redirects: proof.redirects ?? []
	};
}
function sumsOf(sums, beside, folder) {
	const { url, signature, keyring, verify } = typeof sums === "string" ? {
		...beside,
		url: sums
	} : sums;
	return {
		url,
		signature: signature ?? null,
		keyring: keyring === void 0 ? null : resolve(folder, keyring),
		verify: verify ?? "signature"
	};
}
// src/suite/images.ts
/** The images of a suite by name; what is wrong goes to `sink`. */
function readImages(tree, folder, readText, sink) {
	const images = {};
	for (const [name, { key, value }] of tree?.entries ?? []) {
		const label = `images.${name}`;
		if (!/^[^\s\p{Cc}]+$/u.test(name)) sink.add(key, `${label}: ${JSON.stringify(name)} is no name of an image`, "a name has no spaces");
		refuseExpressions(value, label, sink, "cannot be here: an image has no matrix");
		const customize = customizeText(child(child(value, "mmdebstrap"), "customize"), `${label}.mmdebstrap.customize`, folder, readText, sink);
		const input = decode(image, value, label, sink);
		if (input !== void 0) images[name] = {
			name,
			source: sourceOf(input, customize, folder),
			place: key.place
		};
	}
	return images;
}
function sourceOf(input, customize, folder) {
	if ("files" in input) {
		const files = Object.entries(input.files).filter(([, path]) => !path?.startsWith(ISO_PREFIX)).map(([role, path]) => [role, resolve(folder, path)]);
		return {
			kind: "files",
			files: Object.fromEntries(files),
			...isoPaths(input.files)
		};
	}
	if ("simplestreams" in input) return streamSource(input.simplestreams, folder);
	if ("url" in input) return urlSource(input.url, folder);
	const made = input.mmdebstrap;
	return {
		kind: "mmdebstrap",
		suite: made.suite,
		arch: made.arch ?? "x86_64",
		variant: made.variant ?? "minbase",
		include: made.include ?? [],
		components: made.components ?? ["main"],
		mirrors: made.mirrors ?? [],
		files: made.files ?? {},
		customize,
		root: made.root ?? "ext4"
	};
}
/** The text of `customize`, or of the file that it names; null where there is none. */
function customizeText(tree, label, folder, readText, sink) {
	if (tree?.kind === "scalar") return tree.text;
	const file = child(tree, "file");
	if (file?.kind !== "scalar" || file.text === "") return null;
	const path = resolve(folder, file.text);
	const read = readText(path);
	if ("text" in read) return read.text;
	sink.add(file, `${label}.file: ${path} cannot be read: ${read.error}`, "the path is relative to the suite file");
	return null;
}
// src/suite/rules.ts
/** What holds between the parts of a test: images are defined, boots have names of their own, `from` names one of them. */
function checkTest(test, label, images, sink) {
	checkImage(child(test, "image"), `${label}.image`, images, sink);
	checkImage(child(child(test, "install"), "target"), `${label}.install.target`, images, sink);
	itemsOf(child(test, "images")).forEach((image, i) => {
		checkImage(image, `${label}.images[${i}]`, images, sink);
	});
	const names = bootNames(child(test, "boot"), `${label}.boot`, sink);
	checkFrom(child(test, "checks"), `${label}.checks`, names, sink);
	const boots = child(test, "boot");
	itemsOf(boots).forEach((boot, i) => {
		const item = boots?.kind === "list" ? `[${i}]` : "";
		checkFrom(child(boot, "checks"), `${label}.boot${item}.checks`, names, sink);
	});
}
function checkImage(tree, label, images, sink) {
	if (tree?.kind !== "scalar" || tree.text === "" || images.has(tree.text) || holdsExpression(tree.text)) return;
	const hint = images.size === 0 ? "the suite has no `images`" : meant(tree.text, [...images]);
	sink.add(tree, `${label}: nothing defines the image ${quote(tree.text)}`, hint);
}
function bootNames(tree, label, sink) {
	const names = [];
	const boots = itemsOf(tree);
	boots.forEach((boot, i) => {
		const name = child(boot, "name");
		if (name === void 0 && boots.length > 1 && boot.kind === "map") sink.add(boot, `${label}[${i}]: of several boots each has a name`, "add `name`: checks and folders are called by it");
		const word = name?.kind === "scalar" ? name.text : "boot";
		if (name !== void 0 && names.includes(word)) sink.add(name, `${label}[${i}].name: there is another boot ${quote(word)}`, "name one of them otherwise");
		names.push(word);
	});
	return tree === void 0 ? ["boot"] : names;
}
function checkFrom(tree, label, boots, sink) {
	itemsOf(tree).forEach((check, i) => {
		const from = child(check, "from");
		if (from?.kind !== "scalar" || from.text === "" || from.text === "install" || boots.includes(from.text) || holdsExpression(from.text)) return;
		sink.add(from, `${label}[${i}].from: there is no boot ${quote(from.text)}`, meant(from.text, [...boots, "install"]));
	});
}
/** The names of images, as far as they are there, whether or not their definitions are right. */
function imageNames(tree, images) {
	return /* @__PURE__ */ new Set([...tree?.kind === "map" ? tree.entries.keys() : [], ...Object.keys(images)]);
}
// src/suite/scripts.ts
/** Looks for what a test, merged with the defaults, reads of its matrix; expressions that cannot be there go to `sink`. */
function matrixUse(test, label, known, sink) {
	const found = scriptsOf(test);
	const scriptTrees = new Set(found.map(({ tree }) => tree));
	const axes = /* @__PURE__ */ new Set();
	for (const { tree } of found) for (const name of refuseInScript(tree, label, sink)) axes.add(name);
	const look = (tree) => {
		if (scriptTrees.has(tree)) return;
		if (tree.kind === "list") tree.items.forEach(look);
		else if (tree.kind === "map") for (const { value } of tree.entries.values()) look(value);
		else for (const name of checkReads(tree, label, known, sink)) axes.add(name);
	};
	for (const [name, { value }] of test.entries) if (name !== "matrix") look(value);
	return {
		axes,
		scriptTrees,
		scripts: found.map(({ tree }) => tree.text),
		commands: found.filter(({ run }) => run).map(({ tree }) => tree.text)
	};
}
function refuseInScript(tree, label, sink) {
	const { axes, others } = readsOf(tree.text);
	for (const name of axes) sink.add(tree, `${label}: a script cannot hold \${{ matrix.${name} }}`, `read the environment: $${axisVariables([name]).get(name)}`);
	if (others.length > 0) sink.add(tree, `${label}: a script cannot hold \${{ … }}`, "axes are in its environment, as $VMTEST_NAME");
	return axes;
}
function checkReads(tree, label, known, sink) {
	const { axes, others } = readsOf(tree.text);
	for (const other of others) sink.add(tree, `${label}: \${{ ${other} }} is not known`, "only ${{ matrix.NAME }} is read");
	for (const name of axes) {
		if (known.has(name)) continue;
		const hint = known.size === 0 ? "the test has no matrix" : `its matrix has ${[...known].join(", ")}`;
		sink.add(tree, `${label}: \${{ matrix.${name} }} reads an axis that is not there`, hint);
	}
	return axes;
}
function scriptsOf(test) {
	const boots = itemsOf(child(test, "boot"));
	const guest = boots.flatMap((boot) => [...itemsOf(child(boot, "runcmd")), ...itemsOf(child(boot, "collect"))]);
	const checks = [test, ...boots].flatMap((one) => itemsOf(child(one, "checks")));
	const host = [child(test, "command"), ...checks.map((check) => child(check, "run"))];
	return [...guest.map((tree) => ({
		tree,
		run: false
	})), ...host.map((tree) => ({
		tree,
		run: true
	}))].filter((script) => script.tree?.kind === "scalar");
}
// src/suite/parse.ts
/**
* Reads a suite. Pure but for `readText`, which reads the files that a suite names where their text matters: the script of
* `customize`, and scripts that may read an axis from their environment.
* @param path the suite file's path; its folder is that of all relative paths, and problems name it as it is given
*/
function parseSuite(text, path, readText = () => ({ error: "nothing is read here" })) {
	const sink = createSink();
	const { tree, whole } = readWhole(text, path, sink);
	const suite = tree === void 0 || !whole ? void 0 : readSuite(tree, path, readText, sink);
	const problems = sink.sorted();
	if (suite === void 0 || problems.some(isError)) return { problems };
	return {
		suite: {
			...suite,
			problems
		},
		problems
	};
}
function isError(problem) {
	return problem.severity === "error";
}
function readSuite(root, path, readText, sink) {
	const file = resolve(path);
	const folder = dirname(file);
	const curtin = curtinKey(root);
	if (curtin !== void 0) {
		sink.add(curtin.key, `"${curtin.name}" and no "tests": this is a curtin configuration, not a suite`, "name its image: --image NAME");
		return;
	}
	if (isOther(root)) {
		const names = [...root.entries.keys()].slice(0, 3).map((name) => JSON.stringify(shorten(name, 60)));
		sink.add(root, `${names.join(", ")}, and none of "version", "tests", "images", "defaults": this is no suite`, "a curtin configuration? name its image: --image RELEASE");
		return;
	}
	decode(outline, root, "suite", sink);
	const imagesTree = mapOf(child(root, "images"));
	const images = readImages(imagesTree, folder, readText, sink);
	const defaults = readDefaults(child(root, "defaults"), sink);
	const reading = {
		folder,
		images: imageNames(imagesTree, images),
		readText,
		sink
	};
	const tests = child(root, "tests");
	if (tests?.kind === "map" && tests.entries.size === 0) sink.add(tests, "tests is empty", "a suite has one test at least");
	const drafts = [...mapOf(tests)?.entries ?? []].flatMap(([name, entry]) => draftTests(name, entry, defaults, reading));
	refuseDoubles(drafts, sink);
	return {
		file,
		folder,
		images,
		tests: readTests(drafts, images, reading),
		problems: []
	};
}
/** Whether a mapping has nothing of a suite: it is another file. */
function isOther(root) {
	return root.kind === "map" && root.entries.size > 0 && ![
		"version",
		"tests",
		"images",
		"defaults"
	].some((name) => root.entries.has(name));
}
function mapOf(tree) {
	return tree?.kind === "map" ? tree : void 0;
}
/** The defaults at their own level; they are judged by themselves too, because a test may hide what is wrong in them. */
function readDefaults(tree, sink) {
	const map = mapOf(tree);
	if (map === void 0) return {
		kind: "map",
		place: tree?.place ?? {
			file: "",
			line: 1,
			column: 1
		},
		level: "defaults",
		entries: /* @__PURE__ */ new Map()
	};
	decode(defaults, map, "defaults", sink, true);
	return atLevel(map, "defaults");
}
function draftTests(name, { key, value }, defaults, reading) {
	const { sink } = reading;
	const label = `tests.${name}`;
	if (!TEST_NAME.test(name)) sink.add(key, `${label}: ${JSON.stringify(name)} is no name of a test`, "at most 200 characters, on one line, without \"[\" and \"]\"");
	if (value.kind !== "map") {
		sink.add(value.kind === "scalar" && value.text === "" ? key : value, `${label} is not a mapping`, "write its settings below it, indented");
		return [];
	}
	refuseUnknown(value, label, sink);
	const merged = mergeDefaults(commandDefaults(value, defaults), value);
	const matrix = child(value, "matrix");
	const clean = matrix === void 0 || readMatrix(matrix, `${label}.matrix`, sink);
	const axes = matrix?.kind === "map" ? axesOf(matrix) : /* @__PURE__ */ new Map();
	const use = matrixUse(merged, label, new Set(axes.keys()), sink);
	if (matrix?.kind === "map") checkAxes(matrix, `${label}.matrix`, use, (variable) => readElsewhere(variable, merged, use, reading), sink);
	if (matrix?.kind !== "map" || !clean) return [{
		name,
		axes: [],
		tree: withoutMatrix(merged),
		combination: /* @__PURE__ */ new Map(),
		label,
		at: key
	}];
	const shown = [...shownAxes(axes.keys())];
	return expandMatrix(matrix, `${label}.matrix`, sink).map((combination) => {
		const parts = {
			name,
			axes: shown.flatMap(([axis, word]) => combination.has(axis) ? [[word, combination.get(axis)?.text ?? ""]] : [])
		};
		return {
			...parts,
			tree: treeOf(merged, combination, use, label, idOf(parts), sink),
			combination,
			label,
			at: key
		};
	});
}
function refuseUnknown(test$1, label, sink) {
	const known = Object.keys(test._zod.def.shape);
	for (const [name, { key }] of test$1.entries) if (!known.includes(name)) sink.add(key, `${label}: unknown key ${JSON.stringify(name)}`, meant(name, known));
}
/** Whether a matrix is what its schema wants. */
function readMatrix(tree, label, sink) {
	refuseExpressions(tree, label, sink, "cannot be here: a matrix does not read itself");
	return decode(matrix, tree, label, sink) !== void 0;
}
function withoutMatrix(test) {
	const entries = new Map(test.entries);
	entries.delete("matrix");
	return {
		...test,
		entries
	};
}
/** A test's tree with one combination put in. */
function treeOf(merged, combination, use, label, id, sink) {
	const set = applyAxes(withoutMatrix(merged), combination, label, sink);
	const entries = /* @__PURE__ */ new Map();
	for (const [name, { key, value }] of set.entries) entries.set(name, {
		key,
		value: substitute(value, combination, use.scriptTrees)
	});
	if (use.axes.size > 0) for (const { value } of entries.values()) refuseUnresolved(value, use, combination, label, id, sink);
	return {
		...set,
		entries
	};
}
function refuseUnresolved(tree, use, combination, label, id, sink) {
	if (use.scriptTrees.has(tree) || !treeHoldsExpression(tree)) return;
	if (tree.kind === "list") for (const item of tree.items) refuseUnresolved(item, use, combination, label, id, sink);
	else if (tree.kind === "map") for (const { value } of tree.entries.values()) refuseUnresolved(value, use, combination, label, id, sink);
	else {
		const missing = [...use.axes].filter((axis) => !combination.has(axis)).join(", ");
		if (missing !== "") sink.add(tree, `${label}: the axis ${missing} has no value in ${id}`, "give it one by `include`, or for all by an axis");
	}
}
/** Whether a file that the test names reads a variable: its install script or configuration, or a file named by a `run:` command. */
function readElsewhere(variable, test, use, { folder, readText }) {
	const install = child(test, "install");
	const files = [child(install, "script"), child(install, "curtin")].flatMap((tree) => tree?.kind === "scalar" ? [tree.text] : []);
	const words = use.commands.flatMap((command) => command.split(/[\s'";|&<>()=]+/)).filter((word) => /[./]/.test(word));
	return [...files, ...words].some((word) => {
		const read = readText(resolve(folder, word));
		return "text" in read && namesVariable(read.text, variable);
	});
}
function refuseDoubles(drafts, sink) {
	const seen = /* @__PURE__ */ new Set();
	for (const draft of drafts) {
		const id = idOf(draft);
		if (seen.has(id)) sink.add(draft.at, `there are two tests ${id}`, "a matrix has a value twice, or `include` repeats a combination");
		seen.add(id);
	}
}
function readTests(drafts, images, reading) {
	const reader = createReader(reading.sink);
	const slugs = slugsOf(drafts);
	const known = /* @__PURE__ */ new Set([...reading.images, ...Object.keys(images)]);
	return drafts.map((draft, i) => {
		const { name, label, at, tree, combination: axes } = draft;
		checkTest(tree, label, known, reading.sink);
		checkCommand(tree, label, reading.sink);
		return readTest(tree, {
			id: idOf(draft),
			slug: slugs[i],
			name,
			axes,
			label,
			folder: reading.folder,
			at
		}, reader);
	});
}
// src/suite/load.ts
/** Where a suite is looked for, in this order, below the current folder. */
const SUITE_FILES = ["vmtest.yaml", "tests/vmtest.yaml"];
/** A release of a stream: `noble`, `centos70`, `24.04`. */
const RELEASE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/**
* The absolute path of the suite file: the one that was given (a folder stands for the suite in it), else the first of `SUITE_FILES`.
* Throws VMTEST_SUITE_NOT_FOUND, which names where it looked.
*/
async function findSuite(cwd, given) {
	const start = given === void 0 ? cwd : resolve(cwd, given);
	const places = given === void 0 || (await stat(start).catch(() => void 0))?.isDirectory() === true ? SUITE_FILES.map((name) => join(start, name)) : [start];
	for (const place of places) if ((await stat(place).catch(() => void 0))?.isFile() === true) return place;
	const where = places.length > 1 ? `neither ${places.join(" nor ")} is a file` : await whyNot(start);
	throw new VmtestError("VMTEST_SUITE_NOT_FOUND", `there is no suite: ${where}`, { hint: given === void 0 ? "name one: vmtest run FILE" : "check the path: it is relative to the current folder" });
}
/** Why a path is no file that can be read. */
async function whyNot(path) {
	try {
		await stat(path);
		return `${path} is no file`;
	} catch (error) {
		return isErrno(error, "ENOENT") ? `${path} is no file: it does not exist` : `${path} cannot be read: ${error.message}`;
	}
}
/**
* Reads a suite file, or a curtin configuration as a suite of one test.
* @param path absolute path of the file
* @throws VMTEST_USAGE where `options.image` is no release, VMTEST_SUITE_NOT_FOUND where it cannot be read, VMTEST_SUITE_INVALID with all of its problems
*/
async function loadSuite(path, options = {}) {
	if (options.image !== void 0 && !RELEASE.test(options.image)) throw new VmtestError("VMTEST_USAGE", `--image ${JSON.stringify(shorten(plainText(options.image), 60))} is no release`, { hint: "name one as its distribution does: --image noble" });
	const text = await readSuiteText(path);
	if (options.image !== void 0 && canBeCurtin(text)) return suiteFromCurtin(path, { image: options.image });
	const { suite, problems } = parseSuite(text, path, readSmallFile);
	if (suite === void 0) throw problemsError(problems);
	return suite;
}
/** The text of a suite file. Throws VMTEST_SUITE_NOT_FOUND or VMTEST_SUITE_INVALID (not UTF-8, or too large). */
async function readSuiteText(path) {
	try {
		const { size } = await stat(path);
		if (size > 4194304) throw new VmtestError("VMTEST_SUITE_INVALID", `${path} has ${size} bytes, too many for a suite`, { hint: "is this the right file?" });
		const text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
		if (!text.includes("\0")) return text;
		throw new VmtestError("VMTEST_SUITE_INVALID", `${path} is no text: it has NUL bytes`, { hint: "is this the right file?" });
	} catch (error) {
		if (error instanceof VmtestError) throw error;
		if (error instanceof TypeError) throw new VmtestError("VMTEST_SUITE_INVALID", `${path} is not UTF-8`, {
			hint: "save it as UTF-8",
			cause: error
		});
		const why = isErrno(error, "ENOENT") ? "there is no such file" : error.message;
		throw new VmtestError("VMTEST_SUITE_NOT_FOUND", `the suite ${path} cannot be read: ${why}`, {
			hint: "check the path, and who may read it",
			cause: error
		});
	}
}
/** A file that a suite names, of at most 1 MiB. */
const readSmallFile = (path) => {
	try {
		const facts = statSync(path);
		if (!facts.isFile()) return { error: "it is no file" };
		if (facts.size > 1 << 20) return { error: `it has ${facts.size} bytes, more than 1 MiB` };
		return { text: readFileSync(path, "utf8") };
	} catch (error) {
		return { error: isErrno(error, "ENOENT") ? "there is no such file" : error.message };
	}
};
// src/suite/select.ts
/** Ids that a message lists. */
const LISTED = 20;
/** Reads a filter: a condition, or an id, a glob over ids, or a test's name. An id's own `=` stands behind a bracket and is no operator. */
function parseFilter(text) {
	if (text.trim() === "") throw new VmtestError("VMTEST_USAGE", "a filter is empty", { hint: "write an id, or KEY=VALUE" });
	if (/^\s*!?[=~]/.test(text)) throw new VmtestError("VMTEST_USAGE", `the filter "${text}" has no key before its operator`, { hint: "write an id, or KEY=VALUE" });
	return parseCondition(text) ?? {
		text,
		key: null,
		operator: "=",
		value: text.trim()
	};
}
/** Throws VMTEST_USAGE for a filter that cannot be read, whatever tests there are. */
function checkFilter(text) {
	parseFilter(text);
}
/**
* The tests that pass every filter, in their order. Keys are `id`, `slug`, `name`, `image` and axes, by the whole of their name or
* the last part of it. A test that lacks an axis passes `!=` and `!~` only.
* Throws VMTEST_USAGE for a key that no test has, VMTEST_SELECT_EMPTY where no test is left.
*/
function selectTests(tests, filters) {
	const conditions = filters.map(parseFilter);
	for (const { key, text } of conditions) if (key !== null) checkKey(key, text, tests);
	const left = tests.filter((test) => conditions.every((filter) => passes(test, filter)));
	if (left.length > 0 || filters.length === 0) return left;
	throw new VmtestError("VMTEST_SELECT_EMPTY", emptyMessage(tests, filters), { hint: emptyHint(tests, conditions) });
}
const FIELDS = [
	"id",
	"slug",
	"name",
	"image"
];
function checkKey(key, text, tests) {
	const known = new Set(FIELDS);
	for (const test of tests) for (const axis of Object.keys(test.axes)) known.add(axis).add(lastPart(axis));
	if (known.has(key) || tests.length === 0) return;
	const near = suggest(key, [...known]);
	const hint = near === void 0 ? `there is ${[...known].join(", ")}` : `did you mean "${near}"?`;
	throw new VmtestError("VMTEST_USAGE", `the filter "${text}" asks for "${key}", which no test has`, { hint });
}
function lastPart(axis) {
	return axis.slice(axis.lastIndexOf(".") + 1);
}
function passes(test, filter) {
	const { key, value } = filter;
	if (key === null) return test.id === value || test.name === value || isGlob(value) && globMatches(test.id, value);
	return meets({
		...filter,
		key
	}, valuesOf(test, key));
}
function valuesOf(test, key) {
	if (key === "id" || key === "slug" || key === "name") return [test[key]];
	if (key === "image" && test.image !== null) return [test.image];
	const whole = test.axes[key];
	if (whole !== void 0) return [String(whole)];
	return Object.entries(test.axes).flatMap(([axis, value]) => lastPart(axis) === key ? [String(value)] : []);
}
function isGlob(text) {
	return /[*?]/.test(text);
}
/** `*` and `?` over the whole id; brackets and slashes are letters like others, because ids have them. */
function globMatches(id, glob) {
	const source = glob.replace(/[.+^${}()|[\]\\/]/g, "\\$&").replaceAll("*", "[\\s\\S]*").replaceAll("?", "[\\s\\S]");
	return new RegExp(`^${source}$`).test(id);
}
function emptyMessage(tests, filters) {
	const shown = tests.slice(0, LISTED).map(({ id }) => id);
	const more = tests.length > LISTED ? `, … (${tests.length} in all)` : "";
	return `no test passes ${filters.map((filter) => `"${filter}"`).join(" and ")}; the suite has ${shown.join(", ")}${more}`;
}
function emptyHint(tests, conditions) {
	for (const { key, operator, value } of conditions) {
		if (operator !== "=") continue;
		const known = tests.flatMap((test) => key === null ? [test.name, test.id] : valuesOf(test, key));
		const near = known.includes(value) ? void 0 : suggest(value, [...new Set(known)]);
		if (near !== void 0) return `did you mean "${near}"?`;
	}
	return conditions.length > 1 ? "a test must pass every filter" : "see vmtest plan for the tests that there are";
}
export { own$1 as S, distribution as _, CURTIN_PACKS as a, explainYaml as b, findQemu as c, fileStamp as d, recall as f, qemuIdentity as g, privilegePrefix as h, loadSuite as i, findQemuImg as l, canReach as m, selectTests as n, axisVariables as o, remember as p, findSuite as r, IMAGE_ROLES as s, checkFilter as t, isQemu as u, installMend as v, require_dist as x, packagesOf as y };
