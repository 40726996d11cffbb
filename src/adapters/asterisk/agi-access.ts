import { BlockList, isIP } from 'node:net';

/**
 * Tells whether an address may connect. Takes single addresses and CIDR blocks, IPv4 or IPv6; IPv4 in IPv6's
 * clothes counts as IPv4. Throws a RangeError for what is neither: a mistake of the configuration.
 */
export function allowOnly(addresses: readonly string[]): (address: string | undefined) => boolean {
  const allowed = new BlockList();
  for (const text of addresses) {
    const [address = '', prefix, ...rest] = text.split('/');
    const version = isIP(address);
    const bits = prefix === undefined ? null : Number(prefix);
    const bitsMax = version === 6 ? 128 : 32;
    if (version === 0 || rest.length > 0 || (bits !== null && !isPrefix(prefix ?? '', bitsMax))) {
      throw new RangeError(`${text} is no address and no block like 10.0.0.0/8`);
    }
    const family = version === 6 ? 'ipv6' : 'ipv4';
    if (bits === null) allowed.addAddress(address, family);
    else allowed.addSubnet(address, bits, family);
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
