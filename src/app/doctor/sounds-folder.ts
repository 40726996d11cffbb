import { access, constants, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Check, Finding } from '../cli/house.ts';
import { bad, good } from './finding.ts';

/** A user of this machine, as rights are looked up for. */
interface Reader {
  readonly uid: number;
  readonly gids: readonly number[];
}

interface Rights {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Whether we may write speech there, and Asterisk may read it. */
export function soundsFolderCheck(
  directory: string,
  asterisk: () => Promise<Reader | null> = runningAsterisk,
): Check {
  return {
    name: { ru: 'папка речи', en: 'sounds folder' },
    async run(): Promise<readonly Finding[]> {
      const isOurs = await mkdir(directory, { recursive: true })
        .then(() => access(directory, constants.W_OK | constants.X_OK))
        .then(
          () => true,
          () => false,
        );
      if (!isOurs)
        return [
          bad(
            'error',
            [`${directory}: писать нельзя`, `${directory} is not writable`],
            [
              'отдайте папку пользователю службы (chown)',
              'give it to the user of the service (chown)',
            ],
          ),
        ];
      return [await readable(directory, await asterisk())];
    },
  };
}

async function readable(directory: string, reader: Reader | null): Promise<Finding> {
  const closed = await firstClosed(directory, reader ?? NOBODY);
  if (closed === null)
    return good(`${directory}: Asterisk читает`, `${directory}: Asterisk can read it`);
  return bad(
    reader === null ? 'warning' : 'error',
    reader === null
      ? [
          `Asterisk здесь не запущен, а чужим ${closed} закрыта`,
          `Asterisk does not run here, and ${closed} is closed to others`,
        ]
      : [
          `Asterisk не прочитает: ${closed} для него закрыта`,
          `Asterisk cannot read it: ${closed} is closed to it`,
        ],
    [`откройте её для чтения: chmod o+rx ${closed}`, `open it for reading: chmod o+rx ${closed}`],
  );
}

/** The folder on the way down that keeps this user out; null: none does. */
async function firstClosed(directory: string, reader: Reader): Promise<string | null> {
  const way = [directory];
  for (let at = directory; at !== dirname(at); at = dirname(at)) way.unshift(dirname(at));
  for (const folder of way) {
    const needed = folder === directory ? 0o5 : 0o1;
    if (!mayUse(await stat(folder), reader, needed)) return folder;
  }
  return null;
}

/** `needed`: r = 4, w = 2, x = 1. The first class that fits decides, as in the kernel. */
function mayUse({ mode, uid, gid }: Rights, reader: Reader, needed: number): boolean {
  if (reader.uid === 0) return true;
  const shift = reader.uid === uid ? 6 : reader.gids.includes(gid) ? 3 : 0;
  return ((mode >> shift) & needed) === needed;
}

/** A user who owns nothing. */
const NOBODY: Reader = { uid: 65_534, gids: [65_534] };

/** Whose rights the Asterisk of this machine has; null when none runs. */
async function runningAsterisk(): Promise<Reader | null> {
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const process of processes) {
    const status = await readFile(`/proc/${process}/status`, 'utf8').catch(() => '');
    if (!/^Name:\s*asterisk$/m.test(status)) continue;
    const numbers = (key: string) =>
      new RegExp(`^${key}:\\s*(.*)$`, 'm')
        .exec(status)?.[1]
        ?.split(/\s+/)
        .filter(Boolean)
        .map(Number) ?? [];
    // Effective user and group stand second.
    return {
      uid: numbers('Uid')[1] ?? 65_534,
      gids: [numbers('Gid')[1] ?? 65_534, ...numbers('Groups')],
    };
  }
  return null;
}
