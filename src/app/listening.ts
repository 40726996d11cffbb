import { Failure } from '#ports/failure.ts';

/** What the system says of an address that cannot be ours, in words for who chose it. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken: another program, or another telefonistka, listens there',
  EADDRNOTAVAIL: 'is no address of this machine',
  EACCES: 'may not be used by this user',
};

/** Waits for somebody to listen at the address of this setting. Fails with `refused` when it cannot be had. */
export async function listening<T>(
  setting: 'agi' | 'http',
  { host, port }: { readonly host: string; readonly port: number },
  begun: Promise<T>,
): Promise<T> {
  try {
    return await begun;
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new Failure('refused', `${setting}.port: ${host}:${port} ${reason}`);
  }
}
