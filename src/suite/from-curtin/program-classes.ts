/**
 * Python, second part: modules and classes of the checkout, as their statements would make them, and the order in which a class looks
 * through its bases (C3).
 */
export const CLASSES = `
BUILTINS = set(dir(__builtins__))
PACKAGE = 'tests.vmtests'


class Class:
    def __init__(self, node, scope):
        self.node, self.name, self.file, self.line = node, node.name, scope.file, node.lineno
        self.names, self.cells, self.methods = {}, {}, {}
        self.unresolved, self.bases = [], []
        for base in node.bases:
            try:
                value = evaluate(base, scope)
                if not isinstance(value, (Class, External)):
                    raise Computed('it is no class')
            except Computed as error:
                self.unresolved.append(shown(base) + ': ' + str(error))
                continue
            self.bases.append(value)
        self.mro = linear(self)


def linear(cls):
    """The method resolution order; where there is none (Python would refuse the class), depth first."""
    sequences = [list(base.mro) if isinstance(base, Class) else [base] for base in cls.bases] + [list(cls.bases)]
    order = [cls]
    while any(sequences):
        sequences = [one for one in sequences if one]
        for sequence in sequences:
            head = sequence[0]
            if not any(any(other is head for other in rest[1:]) for rest in sequences):
                break
        else:
            cls.unresolved.append('the order of its bases contradicts itself')
            head = sequences[0][0]
        order.append(head)
        sequences = [[other for other in one if other is not head] for one in sequences]
    return order


class Module:
    def __init__(self, name, file, tree, comments):
        self.name, self.file, self.tree, self.comments = name, file, tree, comments
        self.names, self.classes, self.state = {}, [], 'new'


class Scope:
    """The names that a body sees: its own, then the module's, then Python's."""
    def __init__(self, module, cls=None):
        self.module, self.cls, self.file = module, cls, module.file

    def lookup(self, name):
        for names in ([self.cls.names] if self.cls else []) + [self.module.names]:
            if name in names:
                value = names[name]
                if isinstance(value, Unknown):
                    raise Computed(value.why)
                return value
        if name in BUILTINS:
            return External('builtins.' + name)
        raise Computed('the name ' + name + ' is not known')

    def bind(self, name, value, node):
        if self.cls is None:
            self.module.names[name] = value
            return
        self.cls.names[name] = value
        self.cls.methods.pop(name, None)
        self.cls.cells[name] = {'line': node.lineno, 'value': value, 'comment': comment_of(self.module, node)}


def comment_of(module, node):
    return module.comments.get(node.end_lineno) or module.comments.get(node.lineno)


def attribute(owner, name):
    if isinstance(owner, External):
        return External(owner.name + '.' + name)
    if isinstance(owner, Module):
        run_module(owner)
        names = [owner.names]
        if name not in owner.names and owner.name + '.' + name in modules:
            return modules[owner.name + '.' + name]
    elif isinstance(owner, Class):
        names = [one.names for one in owner.mro if isinstance(one, Class)]
    else:
        raise Computed('the attribute ' + name)
    for one in names:
        if name in one:
            if isinstance(one[name], Unknown):
                raise Computed(one[name].why)
            return one[name]
    raise Computed('the attribute ' + name + ' is not known')


def run_module(module):
    if module.state == 'new':
        module.state = 'begun'
        run_body(module.tree.body, Scope(module))


def bound_names(node):
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, (ast.Store, ast.Del)):
            yield one.id
        elif isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield one.name


def unknown(node, scope, why):
    for name in sorted(set(bound_names(node))):
        scope.bind(name, Unknown(why), node)


def run_body(body, scope):
    for node in body:
        try:
            run_statement(node, scope)
        except Exception as error:
            # One statement that cannot be followed must not lose the others.
            unknown(node, scope, str(error) if isinstance(error, Computed) else 'it cannot be followed: ' + type(error).__name__)


def run_statement(node, scope):
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        if node.value is not None:
            value = evaluate(node.value, scope)
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                assign(target, value, node, scope)
    elif isinstance(node, ast.AugAssign):
        value = evaluate(ast.BinOp(left=ast.Name(id=node.target.id, ctx=ast.Load()) if isinstance(node.target, ast.Name) else node.target,
                                   op=node.op, right=node.value), scope)
        assign(node.target, value, node, scope)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        scope.bind(node.name, Function(node.name), node)
        if scope.cls is not None:
            del scope.cls.cells[node.name]
            scope.cls.methods[node.name] = node
    elif isinstance(node, ast.ClassDef):
        if scope.cls is not None:
            raise Computed('a class within a class')
        make_class(node, scope)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        run_import(node, scope)
    elif isinstance(node, ast.If):
        run_body(node.body if evaluate(node.test, scope) else node.orelse, scope)
    elif isinstance(node, ast.Try) and all(isinstance(one, (ast.Import, ast.ImportFrom)) for one in node.body):
        run_body(node.body, scope)
    elif isinstance(node, ast.Delete):
        raise Computed('it is deleted again')
    elif isinstance(node, ast.Expr):
        changed_in_place(node.value, node, scope)
    elif not isinstance(node, (ast.Pass, ast.Assert, ast.Global)):
        raise Computed('a ' + type(node).__name__.lower() + ' statement')


def assign(target, value, node, scope):
    if isinstance(target, ast.Name):
        scope.bind(target.id, value, node)
    elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (list, tuple)) and len(value) == len(target.elts):
        for one, part in zip(target.elts, value):
            assign(one, part, node, scope)
    else:
        changed_in_place(target, node, scope)
        unknown(target, scope, 'the assignment ' + shown(node))


def changed_in_place(expression, node, scope):
    """What a call of a method, or an assignment to a part, may have changed."""
    root = expression.func if isinstance(expression, ast.Call) else expression
    if root is expression and not isinstance(root, (ast.Subscript, ast.Attribute)) or isinstance(root, ast.Name):
        return
    while isinstance(root, (ast.Attribute, ast.Subscript, ast.Call)):
        root = root.func if isinstance(root, ast.Call) else root.value
    names = scope.cls.names if scope.cls is not None else scope.module.names
    if isinstance(root, ast.Name) and isinstance(names.get(root.id), (list, dict)):
        scope.bind(root.id, Unknown('it is changed by ' + shown(node)), node)


def make_class(node, scope):
    cls = Class(node, scope)
    scope.module.classes.append(cls)
    run_body(node.body, Scope(scope.module, cls))
    scope.module.names[node.name] = cls


def module_name(node):
    """The absolute name that a from-import names."""
    if node.level == 0:
        return node.module
    parts = PACKAGE.split('.')
    parts = parts[:len(parts) - (node.level - 1)]
    return '.'.join(parts + ([node.module] if node.module else []))


def run_import(node, scope):
    if isinstance(node, ast.Import):
        for one in node.names:
            known = modules.get(one.name) if one.asname else None
            scope.bind(one.asname or one.name.split('.')[0], known or External(one.name if one.asname else one.name.split('.')[0]), node)
        return
    name = module_name(node)
    module = modules.get(name)
    if module is not None:
        run_module(module)
    for one in node.names:
        if one.name == '*':
            for key, value in list(module.names.items()) if module else []:
                scope.bind(key, value, node)
            continue
        if module is not None and one.name in module.names:
            value = module.names[one.name]
        elif name + '.' + one.name in modules:
            value = modules[name + '.' + one.name]
        elif module is not None or (name or '').startswith(PACKAGE):
            value = Unknown(name + ' has no ' + one.name + ' that could be read')
        else:
            value = External(name + '.' + one.name)
        scope.bind(one.asname or one.name, value, node)
`;
