/**
 * Python, first part: what an expression is worth without being run. Only what cannot do anything is worked out (literals,
 * concatenations, names, a few functions of strings), and nothing that could grow beyond LIMIT_TEXT or LIMIT_ITEMS; everything
 * else raises Computed with the reason.
 */
export const VALUES = `
import ast, io, json, math, os, re, resource, stat, sys, textwrap, tokenize

ARCH = 'amd64'
LIMIT_TEXT = 1 << 20
LIMIT_ITEMS = 10000
assumed = []


class Computed(Exception):
    pass


class External:
    """Something of a module that is not the checkout's test package."""
    def __init__(self, name):
        self.name = name


class Unknown:
    """A name whose value only running the code could tell."""
    def __init__(self, why):
        self.why = why


class Function:
    def __init__(self, name):
        self.name = name


def shown(node, limit=160):
    try:
        text = ast.unparse(node)
    except Exception:
        text = type(node).__name__
    return text if len(text) <= limit else text[:limit] + '...'


def limited(value):
    if isinstance(value, str) and len(value) > LIMIT_TEXT or isinstance(value, (list, tuple, dict)) and len(value) > LIMIT_ITEMS:
        raise Computed('it is too large')
    if isinstance(value, int) and abs(value) >= 1 << 53 or isinstance(value, float) and not math.isfinite(value):
        raise Computed('it is too large a number')
    return value


def constant(value):
    if value is None or isinstance(value, (bool, int, float, str)):
        return limited(value)
    raise Computed('a literal of type ' + type(value).__name__)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def times(left, right):
    if is_number(left) and is_number(right):
        return left * right
    if isinstance(right, (str, list, tuple)):
        left, right = right, left
    if not isinstance(left, (str, list, tuple)) or isinstance(right, bool) or not isinstance(right, int):
        raise Computed('such a product')
    if len(left) * max(right, 0) > (LIMIT_TEXT if isinstance(left, str) else LIMIT_ITEMS):
        raise Computed('it is too large')
    return left * right


def binary(node, scope):
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    if isinstance(node.op, ast.Mult):
        return limited(times(left, right))
    if isinstance(node.op, ast.Mod) and isinstance(left, str):
        return limited(percent(left, right))
    if isinstance(node.op, (ast.Add, ast.Sub)) and is_number(left) and is_number(right):
        return limited(left + right if isinstance(node.op, ast.Add) else left - right)
    if isinstance(node.op, ast.Add) and type(left) is type(right) and isinstance(left, (str, list, tuple)):
        return limited(left + right)
    raise Computed('the expression ' + shown(node))


def compare(node, scope):
    left = evaluate(node.left, scope)
    for operator, other in zip(node.ops, node.comparators):
        right = evaluate(other, scope)
        try:
            if isinstance(operator, (ast.Eq, ast.Is)):
                holds = left == right
            elif isinstance(operator, (ast.NotEq, ast.IsNot)):
                holds = left != right
            elif isinstance(operator, ast.In):
                holds = left in right
            elif isinstance(operator, ast.NotIn):
                holds = left not in right
            else:
                raise Computed('the comparison ' + shown(node))
        except TypeError:
            raise Computed('the comparison ' + shown(node))
        if not holds:
            return False
        left = right
    return True


def call(node, scope):
    if any(isinstance(one, ast.Starred) for one in node.args) or any(one.arg is None for one in node.keywords):
        raise Computed('the call ' + shown(node))
    function = node.func
    target = None
    if isinstance(function, ast.Attribute):
        target = evaluate(function.value, scope)
        if isinstance(target, str):
            return limited(text_method(node, target, scope))
    named = attribute(target, function.attr) if target is not None else evaluate(function, scope)
    name = named.name if isinstance(named, (External, Function)) else None
    if name is not None and name.split('.')[-1] in ('get_platform_arch', 'get_architecture') and not node.args:
        assumed.append({'what': shown(node) + ' is taken to be ' + ARCH, 'file': scope.file, 'line': node.lineno})
        return ARCH
    args = [evaluate(one, scope) for one in node.args]
    if name == 'textwrap.dedent' and len(args) == 1 and isinstance(args[0], str) and not node.keywords:
        return textwrap.dedent(args[0])
    if name == 'os.path.join' and args and all(isinstance(one, str) for one in args) and not node.keywords:
        return limited(os.path.join(*args))
    if name == 'builtins.dict' and not args:
        return {one.arg: evaluate(one.value, scope) for one in node.keywords}
    if name in ('builtins.list', 'builtins.tuple') and len(args) <= 1 and all(isinstance(one, (list, tuple)) for one in args):
        return (list if name == 'builtins.list' else tuple)(*args)
    if name == 'builtins.str' and len(args) == 1 and isinstance(args[0], (str, int)):
        return str(args[0])
    raise Computed('the call ' + shown(node))


def subscript(node, scope):
    value, key = evaluate(node.value, scope), evaluate(node.slice, scope)
    try:
        if isinstance(value, (list, tuple, dict, str)) and isinstance(key, (str, int)):
            return value[key]
    except (KeyError, IndexError, TypeError):
        pass
    raise Computed('the expression ' + shown(node))


def evaluate(node, scope):
    if isinstance(node, ast.Constant):
        return constant(node.value)
    if isinstance(node, ast.Name):
        return scope.lookup(node.id)
    if isinstance(node, (ast.List, ast.Tuple)):
        if len(node.elts) > LIMIT_ITEMS or any(isinstance(one, ast.Starred) for one in node.elts):
            raise Computed('the expression ' + shown(node))
        items = [evaluate(one, scope) for one in node.elts]
        return items if isinstance(node, ast.List) else tuple(items)
    if isinstance(node, ast.Dict):
        if any(one is None for one in node.keys):
            raise Computed('the expression ' + shown(node))
        keys = [evaluate(one, scope) for one in node.keys]
        if any(not isinstance(one, (str, int, float)) for one in keys):
            raise Computed('such a key')
        return dict(zip(keys, [evaluate(one, scope) for one in node.values]))
    if isinstance(node, ast.BinOp):
        return binary(node, scope)
    if isinstance(node, ast.UnaryOp):
        value = evaluate(node.operand, scope)
        if isinstance(node.op, ast.Not):
            return not value
        if isinstance(node.op, ast.USub) and is_number(value):
            return -value
    if isinstance(node, ast.Compare):
        return compare(node, scope)
    if isinstance(node, ast.BoolOp):
        for one in node.values:
            value = evaluate(one, scope)
            if bool(value) is isinstance(node.op, ast.Or):
                return value
        return value
    if isinstance(node, ast.IfExp):
        return evaluate(node.body if evaluate(node.test, scope) else node.orelse, scope)
    if isinstance(node, ast.Attribute):
        return attribute(evaluate(node.value, scope), node.attr)
    if isinstance(node, ast.Subscript):
        return subscript(node, scope)
    if isinstance(node, ast.JoinedStr):
        return limited(joined(node, scope))
    if isinstance(node, ast.Call):
        return call(node, scope)
    raise Computed('the expression ' + shown(node))
`;
