/** Python: what formats, methods and concatenations of texts are worth, as far as they can be worked out without running anything. */
export const TEXTS = String.raw`
def percent(text, value):
    # No widths: '%999999999d' would fill the memory.
    if re.sub(r'%%|%(\([^()%]*\))?[sdr]', '', text).count('%') > 0:
        raise Computed('such a format')
    values = value if isinstance(value, (tuple, dict)) else (value,)
    if any(not isinstance(one, (str, int, float)) for one in (values.values() if isinstance(values, dict) else values)):
        raise Computed('such a format')
    if len(text) + text.count('%') * max([0] + [len(str(one)) for one in (values.values() if isinstance(values, dict) else values)]) > LIMIT_TEXT:
        raise Computed('it is too large')
    try:
        return text % values
    except (TypeError, ValueError, KeyError) as error:
        raise Computed(str(error))


def braces(text, args, keywords):
    count = [0]

    def one(match):
        name = match.group(1)
        if match.group(0) in ('{{', '}}'):
            return match.group(0)[0]
        if name == '':
            name, count[0] = str(count[0]), count[0] + 1
        value = args[int(name)] if name.isdigit() and int(name) < len(args) else keywords.get(name)
        if not isinstance(value, (str, int, float)):
            raise Computed('such a format')
        return str(value)
    if len(text) + text.count('{') * max([0] + [len(str(one)) for one in list(args) + list(keywords.values())]) > LIMIT_TEXT:
        raise Computed('it is too large')
    result = re.sub(r'\{\{|\}\}|\{(\w*)\}', one, text)
    if re.search(r'\{[^{}]*[.:!\[]', text):
        raise Computed('such a format')
    return result


def text_method(node, text, scope):
    name = node.func.attr
    args = [evaluate(one, scope) for one in node.args]
    keywords = {one.arg: evaluate(one.value, scope) for one in node.keywords}
    if name == 'format':
        return braces(text, args, keywords)
    if name == 'join' and len(args) == 1 and isinstance(args[0], (list, tuple)) and all(isinstance(one, str) for one in args[0]):
        if sum(len(one) + len(text) for one in args[0]) <= LIMIT_TEXT:
            return text.join(args[0])
    if name in ('strip', 'lstrip', 'rstrip', 'lower', 'upper') and not args and not keywords:
        return getattr(text, name)()
    raise Computed('the call ' + shown(node))


def joined(node, scope):
    parts = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            if part.format_spec is not None or part.conversion != -1:
                raise Computed('such a format')
            part = part.value
        value = evaluate(part, scope)
        if not isinstance(value, (str, int, float)):
            raise Computed('such a format')
        parts.append(str(value))
    return ''.join(parts)
`;
