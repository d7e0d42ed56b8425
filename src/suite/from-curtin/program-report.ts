/**
 * Python, third part: reads the files and prints what was found as one JSON document (`CurtinSource` of classes.ts). What a file holds
 * is parsed and never run; links that lead out of the folder, and what is no plain file, are not opened.
 */
export const REPORT = `
MAX_FILES = 500
MAX_BYTES = 4 << 20
MAX_NODES = 20000
MAX_MEMORY = 2 << 30
problems = []
modules = {}


def problem(file, line, message):
    problems.append({'file': file, 'line': line, 'message': message})


def read_file(path, real_folder):
    if os.path.dirname(os.path.realpath(path)) != real_folder:
        raise OSError('it is a link that leads out of the folder')
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, 'O_CLOEXEC', 0))
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise OSError('it is no plain file')
        if facts.st_size > MAX_BYTES:
            raise OSError('it has %d bytes, more than %d' % (facts.st_size, MAX_BYTES))
        with os.fdopen(os.dup(handle), 'rb') as stream:
            return stream.read(MAX_BYTES)
    finally:
        os.close(handle)


def comments_of(data):
    comments = {}
    try:
        for token in tokenize.tokenize(io.BytesIO(data).readline):
            if token.type == tokenize.COMMENT:
                comments[token.start[0]] = token.string.lstrip('#').strip()[:500]
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass
    return comments


def load(folder):
    real_folder = os.path.realpath(folder)
    names = sorted(name for name in os.listdir(folder) if name.endswith('.py'))
    for name in names[MAX_FILES:]:
        problem(PACKAGE.replace('.', '/') + '/' + name, 1, 'not read: there are more than %d files' % MAX_FILES)
    for name in names[:MAX_FILES]:
        file = PACKAGE.replace('.', '/') + '/' + name
        try:
            data = read_file(os.path.join(folder, name), real_folder)
            tree = ast.parse(data)
        except SyntaxError as error:
            problem(file, error.lineno or 1, 'not read: ' + str(error.msg))
            continue
        except (OSError, ValueError, RecursionError, MemoryError) as error:
            problem(file, 1, 'not read: ' + (str(error) or type(error).__name__))
            continue
        module = PACKAGE if name == '__init__.py' else PACKAGE + '.' + name[:-3]
        modules[module] = Module(module, file, tree, comments_of(data))
    return len(names)


def plain(value, budget):
    """A value as JSON has it; Computed where it cannot be one."""
    budget[0] -= 1
    if budget[0] < 0:
        raise Computed('it is too large')
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(one, budget) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one, budget) for key, one in value.items()}
    raise Computed('it is ' + ('the class ' + value.name if isinstance(value, Class) else 'no plain value'))


def settle(cell):
    """A value, or why there is none, as JSON has it."""
    value = cell.pop('value')
    try:
        if isinstance(value, Unknown):
            raise Computed(value.why)
        cell['value'] = plain(value, [MAX_NODES])
    except Computed as error:
        cell['computed'] = str(error)
    if cell.get('comment') is None:
        cell.pop('comment', None)
    return cell


def argument(node, scope):
    try:
        value = evaluate(node, scope)
    except Exception:
        value = Unknown(shown(node))
    return settle({'value': value})


def decorators_of(node, scope):
    found = []
    for one in node.decorator_list:
        called = one if isinstance(one, ast.Call) else None
        found.append({
            'name': shown(called.func if called else one),
            'args': [argument(arg, scope) for arg in called.args] if called else [],
            'keywords': {word.arg: argument(word.value, scope) for word in called.keywords if word.arg} if called else {},
        })
    return found


def body_of(node):
    """The statements of a function that do something: no docstring, no pass, no print."""
    def idle(one):
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call):
            return isinstance(one.value.func, ast.Name) and one.value.func.id == 'print'
        return isinstance(one, ast.Pass) or isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
    return [one for one in node.body if not idle(one)]


def skip_reason(body, scope):
    """The reason, where a function does nothing but skip its test."""
    if not body:
        return None
    call = body[0].exc if isinstance(body[0], ast.Raise) else body[0].value if isinstance(body[0], ast.Expr) else None
    if not isinstance(call, ast.Call) or not shown(call.func).endswith(('SkipTest', 'skipTest')):
        return None
    reason = argument(call.args[0], scope) if call.args else {}
    return str(reason.get('value', reason.get('computed', '')))


SIMPLE = {'output_files_exist': 1, 'output_files_dont_exist': 1, 'check_file_strippedline': 2, 'check_file_regex': 2, 'not_file_regex': 2}


def simple_checks(body, scope):
    """The calls of a test that is nothing but calls of the harness's simplest assertions, with plain arguments."""
    found = []
    for one in body:
        call = one.value if isinstance(one, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or shown(call.func.value) != 'self':
            return None
        if SIMPLE.get(call.func.attr) != len(call.args) or call.keywords:
            return None
        args = [argument(arg, scope) for arg in call.args]
        if any('computed' in arg for arg in args):
            return None
        found.append({'call': call.func.attr, 'args': [arg['value'] for arg in args]})
    return found or None


def looked_for(node):
    """Texts that a test looks for by 'TEXT' in something."""
    return sorted({one.left.value for one in ast.walk(node)
                   if isinstance(one, ast.Compare) and isinstance(one.left, ast.Constant) and isinstance(one.left.value, str)
                   and len(one.ops) == 1 and isinstance(one.ops[0], ast.In)})


def method_report(name, node, scope):
    body = body_of(node)
    report = {'name': name, 'line': node.lineno, 'decorators': decorators_of(node, scope), 'empty': not body, 'looksFor': looked_for(node)}
    skip = skip_reason(body, scope)
    checks = simple_checks(body, scope) if name.startswith('test') else None
    if skip is not None:
        report['skip'] = skip
    if checks is not None:
        report['checks'] = checks
    return report


def class_report(cls, module):
    scope = Scope(module, cls)
    return {
        'id': cls.file + ':' + str(cls.line),
        'name': cls.name,
        'file': cls.file,
        'line': cls.line,
        'forgotten': module.names.get(cls.name) is not cls,
        'order': [one.file + ':' + str(one.line) if isinstance(one, Class) else one.name for one in cls.mro],
        'bases': [one.file + ':' + str(one.line) if isinstance(one, Class) else one.name for one in cls.bases],
        'unresolved': cls.unresolved,
        'decorators': decorators_of(cls.node, scope),
        'attributes': [dict(settle(dict(cell)), name=name) for name, cell in cls.cells.items()],
        'methods': [method_report(name, node, scope) for name, node in cls.methods.items()],
    }


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    files = load(os.path.join(sys.argv[1], *PACKAGE.split('.')))
    for name in sorted(modules):
        run_module(modules[name])
    classes = [class_report(cls, modules[name]) for name in sorted(modules) for cls in modules[name].classes]
    unique = {json.dumps(one): one for one in assumed}
    json.dump({
        'python': '.'.join(str(part) for part in sys.version_info[:3]),
        'files': files,
        'problems': problems,
        'assumed': [unique[key] for key in sorted(unique)],
        'classes': classes,
    }, sys.stdout)


main()
`;
