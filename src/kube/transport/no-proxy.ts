import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** A host and its port, as a request names them; an IPv6 address without brackets. */
export interface Target {
  readonly host: string;
  readonly port: string;
}

/** One item of a NO_PROXY list: says whether a target goes past the proxy. */
type Rule = (target: Target) => boolean;

/**
 * Whether `$NO_PROXY` keeps a target from the proxy, by Go's rules, which are helm's
 * (golang.org/x/net/http/httpproxy v0.57.0): names with their subdomains, `.name` and `*.name` for subdomains alone,
 * addresses, CIDR blocks, each with a port if need be, `*` for all. What is not a rule is passed over. localhost and
 * loopback addresses never go through a proxy.
 */
export function isUnproxied(target: Target, noProxy: string): boolean {
  if (
    target.host === 'localhost' ||
    isInBlock('127.0.0.0/8', target) ||
    isInBlock('::1/128', target)
  )
    return true;
  const items = noProxy.split(',').map((item) => item.trim().toLowerCase());
  return items.includes('*') || items.some((item) => readRule(item)(target));
}

function readRule(item: string): Rule {
  if (item.includes('/')) return (target) => isInBlock(item, target);
  const { host, port } = splitPort(item);
  if (host === '') return () => false;
  const isPort: Rule = (target) => port === '' || port === target.port;
  if (isIP(host) > 0) {
    const block = `${host}/${isIP(host) === 6 ? '128' : '32'}`;
    return (target) => isInBlock(block, target) && isPort(target);
  }
  return (target) => isIP(target.host) === 0 && isInDomain(host, target.host) && isPort(target);
}

/** As Go's SplitHostPort: what it cannot split is a host as a whole, so `[::1]` without a port matches nothing. */
function splitPort(item: string): Target {
  const bracketed = /^\[([^\]]*)\]:([^:]*)$/.exec(item);
  const plain = /^([^:[\]]*):([^:]*)$/.exec(item);
  const [, host = item, port = ''] = bracketed ?? plain ?? [];
  return { host, port };
}

function isInDomain(rule: string, host: string): boolean {
  const bare = rule.startsWith('*.') ? rule.slice(1) : rule;
  const domain = isAscii(bare) ? bare : domainToASCII(bare) || bare;
  return domain.startsWith('.')
    ? host.endsWith(domain)
    : host === domain || host.endsWith(`.${domain}`);
}

function isAscii(text: string): boolean {
  return /^[\u0000-\u007f]*$/.test(text);
}

/** False for a block that is none. An IPv4 address written as IPv6 is that IPv4 address. */
function isInBlock(block: string, { host }: Target): boolean {
  const [address = '', bits = ''] = block.split('/');
  const family = isIP(address);
  const isBlock = family > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32);
  if (!isBlock || isIP(host) === 0) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), nameOf(address));
  return list.check(host, nameOf(host));
}

function nameOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
