import { BlockList, isIP } from 'node:net';

/** `192.168.1.10`, `10.0.0.0/8`, and the same of IPv6. */
export function isAddressOrBlock(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  const isWhole = prefix === undefined || isPrefix(prefix, version === 6 ? 128 : 32);
  return version !== 0 && isWhole && rest.length === 0;
}

/**
 * Tells whether an address may connect. Takes single addresses and CIDR blocks, IPv4 or IPv6; IPv4 in IPv6's
 * clothes counts as IPv4. Throws a RangeError for what is neither: a mistake of the configuration.
 */
export function allowOnly(addresses: readonly string[]): (address: string | undefined) => boolean {
  const allowed = new BlockList();
  for (const text of addresses) {
    if (!isAddressOrBlock(text))
      throw new RangeError(`${text} is no address and no block like 10.0.0.0/8`);
    const [address = '', prefix] = text.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) allowed.addAddress(address, family);
    else allowed.addSubnet(address, Number(prefix), family);
  }
  return (address = '') => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const version = isIP(plain);
    return version !== 0 && allowed.check(plain, version === 6 ? 'ipv6' : 'ipv4');
  };
}

function isPrefix(text: string, bitsMax: number): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= bitsMax;
}
