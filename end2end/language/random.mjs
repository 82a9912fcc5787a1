// Templates by chance, the same for the same seed.

const WORDS = ['name', 'port', 'ratio', 'flag', 'off', 'nothing', 'empty', 'list', 'objs', 'obj', 'obj2', 'missing', 'numstr', 'multi', 'html', 'owner', 'x', 'y'];
const KEYS = ['k', 'deep', 'x', 'y', 'id', 'length', 'one', 'two', 'nope', '0', 'dash-key'];
const TEXTS = ['""', '"a"', '"cart"', '"a,b"', '"A b"', '"1"', '"-2.5"', '"é😀"', '" x\\n"', "'<i>&'", '"0"'];
const NUMBERS = ['0', '1', '2', '3', '10', '1.5', '0.25', '8080', '100'];
const BINARY = ['+', '-', '*', '/', '//', '%', '~', '==', '!=', '===', '!==', '<', '<=', '>', '>=', 'and', 'or', 'in', 'not in', '**'];
const FILTERS = ['abs', 'batch', 'capitalize', 'center', 'default', 'dictsort', 'dump', 'escape', 'first', 'float', 'forceescape', 'groupby', 'indent', 'int', 'join', 'last', 'length', 'list', 'lower', 'nl2br', 'reject', 'rejectattr', 'replace', 'reverse', 'round', 'safe', 'select', 'selectattr', 'slice', 'sort', 'string', 'striptags', 'sum', 'title', 'trim', 'truncate', 'upper', 'urlencode', 'urlize', 'wordcount'];
const TESTS = ['callable', 'defined', 'divisibleby', 'escaped', 'eq', 'even', 'falsy', 'ge', 'gt', 'iterable', 'le', 'lower', 'lt', 'mapping', 'ne', 'null', 'number', 'odd', 'sameas', 'string', 'truthy', 'undefined', 'upper'];
const METHODS = ['at', 'charAt', 'charCodeAt', 'concat', 'endsWith', 'flat', 'includes', 'indexOf', 'join', 'lastIndexOf', 'pop', 'push', 'replace', 'reverse', 'shift', 'slice', 'sort', 'splice', 'split', 'startsWith', 'substring', 'toFixed', 'toLowerCase', 'toPrecision', 'toString', 'toUpperCase', 'trim', 'trimEnd', 'trimStart', 'unshift', 'map'];
const PATTERNS = ['r/a/', 'r/[a-z]+/g', 'r/(.)b?/i', 'r/\\d+|x/g', 'r/^$/m', 'r/\\s/g', 'r/(a)|(b)/g', 'r/[^a]/'];
const SOUP = [...WORDS.slice(0, 6), ...BINARY, '(', ')', '[', ']', '{', '}', ',', ':', '.', '|', 'if', 'else', 'not', 'is', 'upper', 'join', '"t"', '1', '2.5', 'r/a/', 'true', 'none', '=', '?', '&'];
const SOUP_TAGS = ['{% if name %}', '{% else %}', '{% endif %}', '{% for x in list %}', '{% endfor %}', '{% set x = 1 %}', '{% set y %}', '{% endset %}', '{% raw %}', '{% endraw %}', '{# c #}', '${{ name }}', '{%- if off -%}', '{% macro m(a) %}', '{% endmacro %}', '${{ m(1) }}', '{% switch port %}', '{% case 8080 %}', '{% default %}', '{% endswitch %}', ' text ', '\n', '{{ x }}', '#', '}', '{', '%}', '${{', '}}'];

/** The templates that a seed gives. */
export function templates(seed, count) {
  const chance = generator(seed);
  return Array.from({ length: count }, () => {
    const kind = chance(10);
    if (kind === 0) return Array.from({ length: 1 + chance(7) }, () => one(chance, SOUP_TAGS)).join('');
    if (kind === 1) return '${{ ' + Array.from({ length: 1 + chance(7) }, () => one(chance, SOUP)).join(' ') + ' }}';
    if (kind < 6) return '${{ ' + expression(chance, 3) + ' }}';
    return body(chance, 3);
  });
}

/** Whole numbers below a bound, by mulberry32. */
function generator(seed) {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

const one = (chance, list) => list[chance(list.length)];
const many = (chance, most, make) => Array.from({ length: chance(most + 1) }, make);

function expression(chance, depth) {
  if (depth === 0) return atom(chance);
  const sub = () => expression(chance, depth - 1);
  switch (chance(14)) {
    case 0: case 1: return atom(chance);
    case 2: case 3: return `${sub()} ${one(chance, BINARY)} ${sub()}`;
    case 4: return `(${sub()})`;
    case 5: return `not ${sub()}`;
    case 6: return `${one(chance, ['-', '+'])}${sub()}`;
    case 7: case 8: return filtered(chance, sub);
    case 9: return `${sub()} is ${chance(4) === 0 ? 'not ' : ''}${one(chance, TESTS)}${chance(3) === 0 ? `(${atom(chance)})` : ''}`;
    case 10: return `${sub()} if ${sub()}${chance(3) ? ` else ${sub()}` : ''}`;
    case 11: return chance(2) ? `[${many(chance, 3, sub).join(', ')}]` : `{${many(chance, 2, () => `${one(chance, ['a', 'b', '"c d"'])}: ${sub()}`).join(', ')}}`;
    case 12: return `(${sub()}).${one(chance, METHODS)}(${many(chance, 2, () => argument(chance)).join(', ')})`;
    default: return member(chance, sub);
  }
}

function filtered(chance, sub) {
  const named = chance(12) === 0 ? `, ${one(chance, ['reverse', 'default', 'base', 'attribute'])}=${atom(chance)}` : '';
  const given = many(chance, 2, () => argument(chance)).join(', ') + named;
  return `${sub()} | ${one(chance, FILTERS)}${given === '' ? '' : `(${given.replace(/^, /, '')})`}`;
}

function member(chance, sub) {
  const target = chance(2) ? one(chance, WORDS) : `(${sub()})`;
  const bound = () => (chance(3) ? one(chance, ['0', '1', '2', '-1', '-2', '5']) : '');
  switch (chance(4)) {
    case 0: return `${target}.${one(chance, ['k', 'deep', 'x', 'length', 'id', 'two'])}`;
    case 1: return `${target}["${one(chance, KEYS)}"]`;
    case 2: return `${target}[${atom(chance)}]`;
    default: return `${target}[${bound()}:${bound()}${chance(3) === 0 ? `:${one(chance, ['1', '2', '-1'])}` : ''}]`;
  }
}

function atom(chance) {
  switch (chance(8)) {
    case 0: case 1: return one(chance, TEXTS);
    case 2: case 3: return one(chance, NUMBERS);
    case 4: return one(chance, ['true', 'false', 'none', 'undefined', '[]', '{}', 'range(3)']);
    default: return one(chance, WORDS);
  }
}

const argument = (chance) => (chance(10) === 0 ? one(chance, PATTERNS) : atom(chance));

function body(chance, depth) {
  return Array.from({ length: 1 + chance(3) }, () => part(chance, depth)).join('');
}

function part(chance, depth) {
  const shown = () => `\${{${one(chance, ['', '-'])} ${expression(chance, 2)} ${one(chance, ['', '-'])}}}`;
  if (depth === 0) return chance(2) ? shown() : one(chance, [' ', 'text', '\n', '  \n  ', '{{ a }}']);
  const inner = () => body(chance, depth - 1);
  const value = () => expression(chance, 1);
  const open = one(chance, ['{%', '{%', '{%-']);
  const close = one(chance, ['%}', '%}', '-%}']);
  switch (chance(11)) {
    case 0: return `${open} if ${value()} ${close}${inner()}${chance(2) ? `{% else %}${inner()}` : ''}{% endif %}`;
    case 1: return `${open} if ${value()} %}${inner()}{% elif ${value()} ${close}${inner()}{% endif %}`;
    case 2: return `${open} for x in ${value()} ${close}${inner()}${chance(2) ? '${{ loop.index }}${{ loop.last }}' : ''}{% endfor %}`;
    case 3: return `{% for x, y in ${one(chance, ['obj', 'obj2', '[[1, 2], [3]]', 'missing', 'name', '["ab"]'])} %}\${{ x }}=\${{ y }}${inner()}{% else %}none{% endfor %}`;
    case 4: return `{% set ${one(chance, ['x', 'y', 'name'])} = ${value()} ${close}`;
    case 5: return `{% set ${one(chance, ['x', 'y'])} %}${inner()}{% endset %}`;
    case 6: return `{% filter ${one(chance, ['upper', 'trim', 'replace("a", "b")', 'indent(2)', 'length'])} %}${shown()}text{% endfilter %}`;
    case 7: return `{% macro m(a, b=${atom(chance)}) %}${inner()}\${{ a }}\${{ b }}{% endmacro %}\${{ m(${value()}) }}\${{ m(1, ${value()}) }}`;
    case 8: return `{% switch ${value()} %}{% case ${atom(chance)} %}${inner()}{% case ${atom(chance)} %}{% default %}${inner()}{% endswitch %}`;
    case 9: return `{# ${one(chance, ['note', 'name', '-'])} #}`;
    default: return shown();
  }
}
