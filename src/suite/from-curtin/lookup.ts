import type { CurtinSource, SourceAttribute, SourceClass, SourceMethod } from './source.ts';

/** The class that all tests of a machine inherit from. */
const BASE = 'VMBaseClass';
/** The harness's own tests, which start no machine, inherit from this. */
const SELF_TEST = 'PsuedoVMBaseClass';

/** An attribute or a method with the class that has it. */
export interface Found<T> {
  readonly owner: SourceClass;
  readonly found: T;
}

/** Looks things up in classes as Python would. */
export interface Lookup {
  readonly source: CurtinSource;
  /** The base class of all; undefined where there is none. */
  readonly base: SourceClass | undefined;
  /** Classes that a test runner would run, in the order of files and lines. */
  readonly enabled: readonly SourceClass[];
  readonly classOf: (id: string) => SourceClass | undefined;
  /** Whether a class inherits from the base class. */
  readonly isMachineTest: (cls: SourceClass) => boolean;
  readonly isSelfTest: (cls: SourceClass) => boolean;
  readonly isEnabled: (cls: SourceClass) => boolean;
  readonly attribute: (cls: SourceClass, name: string) => Found<SourceAttribute> | undefined;
  /** Every attribute that a class has, by name; those of the base class are left out. */
  readonly attributes: (cls: SourceClass) => ReadonlyMap<string, Found<SourceAttribute>>;
  /** Every method that a class has, by name. */
  readonly methods: (cls: SourceClass) => ReadonlyMap<string, Found<SourceMethod>>;
}

export function lookupIn(source: CurtinSource): Lookup {
  const byId = new Map(source.classes.map((cls) => [cls.id, cls]));
  const base = source.classes.find((cls) => cls.name === BASE && cls.file.endsWith('/__init__.py') && !cls.forgotten);
  const ancestors = (cls: SourceClass) => cls.order.flatMap((id) => byId.get(id) ?? []);
  // What comes first in the order hides what comes later, be it an attribute or a method.
  const members = memo((cls: SourceClass) => {
    const all = new Map<string, { readonly attribute?: Found<SourceAttribute>; readonly method?: Found<SourceMethod> }>();
    for (const owner of ancestors(cls)) {
      for (const found of owner.attributes) if (!all.has(found.name)) all.set(found.name, { attribute: { owner, found } });
      for (const found of owner.methods) if (!all.has(found.name)) all.set(found.name, { method: { owner, found } });
    }
    return all;
  });
  const attribute = (cls: SourceClass, name: string) => members(cls).get(name)?.attribute;
  const isEnabled = (cls: SourceClass) => attribute(cls, '__test__')?.found.value === true;
  return {
    source,
    base,
    enabled: source.classes.filter((cls) => !cls.forgotten && isEnabled(cls)),
    classOf: (id) => byId.get(id),
    isMachineTest: (cls) => base !== undefined && cls.order.includes(base.id),
    isSelfTest: (cls) => ancestors(cls).some(({ name }) => name === SELF_TEST),
    isEnabled,
    attribute,
    attributes: (cls) =>
      new Map([...members(cls)].flatMap(([name, { attribute: one }]) => (one === undefined || one.owner === base ? [] : [[name, one]]))),
    methods: (cls) => new Map([...members(cls)].flatMap(([name, { method }]) => (method === undefined ? [] : [[name, method]]))),
  };
}

function memo<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
