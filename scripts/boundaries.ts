import { resolve } from 'node:path';
import type { VariableDeclarator } from '@swc/core';
import { Visitor } from '@swc/core/Visitor.js';
import { cruise, type IConfiguration, type IForbiddenRuleType } from 'dependency-cruiser';

/** The import table of docs/house.md, 1.4: where each part may look. Type-only imports count. */
const NODE = ['core'] as const;

/** Everything that files under `from` may import; what else they import trips over `comment`. */
function fence(
  name: string,
  from: string,
  comment: string,
  may: {
    readonly paths: readonly string[];
    readonly node?: boolean;
    readonly npm?: readonly string[];
  },
): IForbiddenRuleType[] {
  const libraries = (may.npm ?? []).map((library) => `node_modules/${library}/`);
  const pathNot = [...may.paths, ...libraries];
  return [
    {
      name,
      comment,
      severity: 'error',
      from: { path: from },
      to: { pathNot, ...(may.node === true ? { dependencyTypesNot: [...NODE] } : {}) },
    },
  ];
}

const DOMAIN = '^src/domain/';
const PORTS = '^src/ports/';

const table: IForbiddenRuleType[] = [
  ...fence(
    'domain-is-pure',
    DOMAIN,
    'The domain decides over values: no clock, no I/O, no library. Pass in what it needs.',
    {
      paths: [DOMAIN],
    },
  ),
  ...fence(
    'ports-only-ask',
    PORTS,
    'A port is a question in domain words: no library, and no answer.',
    {
      paths: [DOMAIN, PORTS],
    },
  ),
  ...fence('scripts-of-agi', '^agi/', 'A story asks the house; who answers is not its business.', {
    paths: ['^agi/', DOMAIN, PORTS],
    node: true,
  }),
  ...fence(
    'pipeline-asks-the-house',
    '^src/pipeline/',
    'A story asks the house; who answers is not its business.',
    {
      paths: ['^src/pipeline/', DOMAIN, PORTS],
      node: true,
    },
  ),
  ...fence(
    'http-asks-the-house',
    '^src/app/http/',
    'Routes take the ports from buildServer(house), and know fastify alone of all libraries.',
    {
      paths: ['^src/app/http/', DOMAIN, PORTS],
      node: true,
      npm: ['fastify', '@fastify/swagger', 'fastify-type-provider-zod', 'zod'],
    },
  ),
  ...fence(
    'verbs-ask-the-house',
    '^src/app/cli/',
    'A verb asks its CliHouse; compose and its neighbours answer.',
    {
      paths: ['^src/app/cli/', DOMAIN, PORTS],
      node: true,
    },
  ),
  {
    name: 'adapters-are-strangers',
    comment:
      'An adapter knows its technology and no other; what two of them share belongs into plumbing.',
    severity: 'error',
    from: { path: '^src/adapters/([^/]+)/' },
    to: { path: '^src/adapters/', pathNot: ['^src/adapters/$1/', '^src/adapters/plumbing/'] },
  },
  {
    name: 'adapters-look-inward',
    comment: 'An adapter answers a port; it never calls a story or the application.',
    severity: 'error',
    from: { path: '^src/adapters/' },
    to: { path: ['^agi/', '^src/pipeline/', '^src/app/'] },
  },
  {
    name: 'tests-and-scripts-are-leaves',
    comment: 'Nothing that runs in production may need a test or a script.',
    severity: 'error',
    from: { pathNot: '^(scripts|test)/' },
    to: { path: '^(scripts|test)/' },
  },
];

/** Each library has one home, so that replacing it changes one folder. */
const homes: readonly (readonly [library: string, home: string])[] = [
  ['ding-dong', '^src/adapters/asterisk/'],
  ['asterisk-manager', '^src/adapters/asterisk/'],
  ['libphonenumber-js', '^src/adapters/phone/'],
  ['kysely', '^src/adapters/storage/'],
  ['better-sqlite3', '^src/adapters/storage/'],
  ['pg', '^src/adapters/storage/'],
  ['fastify', '^src/app/http/'],
  ['pino', '^src/app/[^/]+$'],
  ['prom-client', '^src/app/[^/]+$'],
  ['yaml', '^src/app/config/'],
  ['@yandex-cloud/nodejs-sdk', '^src/adapters/(tts|stt)/'],
  ['@grpc/grpc-js', '^src/adapters/(tts|stt)/'],
];

const libraries: IForbiddenRuleType[] = homes.map(([library, home]) => ({
  name: `home-of-${library}`,
  comment: `${library} has one home (${home}): ask through a port instead.`,
  severity: 'error',
  from: { path: '^(agi|src)/', pathNot: home },
  to: { path: `node_modules/${library}/` },
}));

const habits: IForbiddenRuleType[] = [
  {
    name: 'no-circles',
    comment:
      'Two files that need each other are one file, or hide a third. (Types may point back.)',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-tools-in-production',
    comment: 'A dev dependency is not there after `npm ci --omit=dev`.',
    severity: 'error',
    from: { path: '^(agi|src)/' },
    to: {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'imports-exist',
    comment: 'The file or package is not there.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

const boundaries: IConfiguration = {
  forbidden: [...table, ...libraries, ...habits],
  options: {
    // Beside TypeScript 7 the default parser sees no module, and still ends green.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    combinedDependencies: true,
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'types'],
    },
  },
};

/** What is fenced in. */
export const roots = ['agi', 'src', 'scripts', 'test'] as const;

const PROJECT = resolve(import.meta.dirname, '..');

/** How many files under `roots` were seen, and each import that trips over a fence, with the sentence for whoever wrote it. */
export async function crossings(baseDir = PROJECT): Promise<{
  readonly files: number;
  readonly found: readonly string[];
}> {
  using _sight = sightForUsing();
  const { output } = await cruise([...roots], {
    ruleSet: boundaries,
    validate: true,
    ...boundaries.options,
    baseDir,
  });
  if (typeof output === 'string') throw new TypeError('dependency-cruiser answered with text');
  const comments = new Map(boundaries.forbidden?.map(({ name, comment }) => [name, comment]));
  const { violations, totalCruised } = output.summary;
  return {
    files: totalCruised,
    found: violations.map(
      ({ rule, from, to }) => `${rule.name}: ${from} -> ${to}. ${comments.get(rule.name) ?? ''}`,
    ),
  };
}

/** The visitor that dependency-cruiser looks through is older than `using x = …`, and stops there. */
function sightForUsing(): Disposable {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below, and put back as it was
  const { visitStatement } = Visitor.prototype;
  Visitor.prototype.visitStatement = function visit(statement) {
    const { type, decls } = statement as { type: string; decls?: VariableDeclarator[] };
    if (type !== 'UsingDeclaration') return visitStatement.call(this, statement);
    this.visitVariableDeclarators(decls ?? []);
    return statement;
  };
  return {
    [Symbol.dispose]() {
      Visitor.prototype.visitStatement = visitStatement;
    },
  };
}
