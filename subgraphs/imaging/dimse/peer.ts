import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { Quota } from '../archive/image-archive.ts';
import type { ReportAddress } from './report-commitment.ts';

/** A hospital's modality or archive, as it is registered. Every condition that is given must hold. */
export interface Peer {
  readonly hospital: string;
  readonly aeTitle: string;
  /** Where it may call from: addresses, or networks as `10.1.0.0/16`. */
  readonly addresses: readonly string[];
  /** SHA-256 of the client certificate it must show (hexadecimal). */
  readonly certificateSha256?: string;
  /** User identity negotiation (PS3.7 §D.3.3.7): name, and the SHA-256 of the passcode (hexadecimal). */
  readonly user?: { readonly name: string; readonly passcodeSha256: string };
  readonly quota: Quota;
  /** Where it takes reports of storage commitment; absent: on the association on which it asks. */
  readonly reportsTo?: ReportAddress;
}

/** What somebody who calls shows of himself. */
export interface Caller {
  readonly aeTitle: string;
  readonly address: string;
  readonly certificateSha256: string | null;
  readonly user: { readonly name: string; readonly passcode: string } | null;
}

/** The peer that a caller is, null where he is none. */
export function findPeer(peers: readonly Peer[], caller: Caller): Peer | null {
  return peers.find((peer) => isPeer(peer, caller)) ?? null;
}

/** The hospitals some peer of which may call from an address, whoever it says that it is. */
export function hospitalsAt(peers: readonly Peer[], address: string): ReadonlySet<string> {
  const there = peers.filter(({ addresses }) => listOf(addresses).check(...familyOf(address)));
  return new Set(there.map(({ hospital }) => hospital));
}

/** Whether these are addresses and networks, each. */
export function areAddresses(addresses: readonly string[]): boolean {
  return addresses.every((each) => {
    const [address = '', bits] = each.split('/');
    const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address) as 0 | 4 | 6];
    if (bits === undefined) return longest > 0;
    return /^\d{1,3}$/u.test(bits) && Number(bits) <= longest;
  });
}

/** Whether a caller can be both: by the same AE title, from an address of both, and with nothing to tell them apart by. */
export function canBeBoth(
  one: Pick<Peer, 'aeTitle' | 'addresses' | 'certificateSha256' | 'user'>,
  other: typeof one,
): boolean {
  const differ = (left: string | undefined, right: string | undefined): boolean =>
    left !== undefined && right !== undefined && left.toLowerCase() !== right.toLowerCase();
  return (
    one.aeTitle === other.aeTitle &&
    one.addresses.some((left) => other.addresses.some((right) => overlap(left, right))) &&
    !differ(one.certificateSha256, other.certificateSha256) &&
    !differ(one.user?.name, other.user?.name)
  );
}

/** Of two networks that share an address one holds the other. */
function overlap(left: string, right: string): boolean {
  const [first = '', second = ''] = [left, right].map((each) => each.split('/')[0]);
  return listOf([left]).check(...familyOf(second)) || listOf([right]).check(...familyOf(first));
}

function isPeer(peer: Peer, { aeTitle, address, certificateSha256, user }: Caller): boolean {
  if (peer.aeTitle !== aeTitle || !listOf(peer.addresses).check(...familyOf(address))) return false;
  if (peer.certificateSha256 !== undefined && !isSame(peer.certificateSha256, certificateSha256 ?? ''))
    return false;
  if (peer.user === undefined) return true;
  const digest = createHash('sha256')
    .update(user?.passcode ?? '')
    .digest('hex');
  return peer.user.name === user?.name && isSame(peer.user.passcodeSha256, digest);
}

function isSame(expected: string, shown: string): boolean {
  const [one, other] = [Buffer.from(expected.toLowerCase()), Buffer.from(shown.toLowerCase())];
  return one.length === other.length && timingSafeEqual(one, other);
}

function listOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const each of addresses) {
    const [address = '', bits] = each.split('/');
    const [, family] = familyOf(address);
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** An IPv4 address may come written as IPv6. */
function familyOf(address: string): [address: string, family: 'ipv4' | 'ipv6'] {
  const bare = address.replace(/^::ffff:/u, '');
  return isIP(bare) === 6 ? [bare, 'ipv6'] : [bare, 'ipv4'];
}
