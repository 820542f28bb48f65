import { describe, expect, it } from '@jest/globals';
import { isUnproxied } from '../../../../src/kube/transport/no-proxy.js';

/** A `host:port` as a request names it. */
function targetOf(text: string): { readonly host: string; readonly port: string } {
  const [, host = '', port = '443'] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(text) ?? [];
  return { host, port };
}

// Each row gave the same with golang.org/x/net/http/httpproxy v0.57.0.
describe('$NO_PROXY', () => {
  it.each([
    // names
    ['example.com', 'example.com:443', true],
    ['example.com', 'api.example.com:443', true],
    ['example.com', 'notexample.com:443', false],
    ['example.com', 'example.com.evil:443', false],
    ['EXAMPLE.com', 'api.example.com:443', true],
    ['.example.com', 'api.example.com:443', true],
    ['.example.com', 'example.com:443', false],
    ['*.example.com', 'api.example.com:443', true],
    ['*.example.com', 'example.com:443', false],
    ['*example.com', 'api.example.com:443', false],
    ['bücher.example', 'api.xn--bcher-kva.example:443', true],
    // ports
    ['example.com:6443', 'example.com:6443', true],
    ['example.com:6443', 'example.com:443', false],
    ['.example.com:443', 'api.example.com:443', true],
    ['example.com:', 'example.com:443', true],
    [':443', 'example.com:443', false],
    // addresses
    ['10.0.0.1', '10.0.0.1:443', true],
    ['10.0.0.1', '10.0.0.11:443', false],
    ['10.0.0.1:6443', '10.0.0.1:6443', true],
    ['10.0.0.1:6443', '10.0.0.1:443', false],
    ['10.0.0.0/8', '10.20.30.40:443', true],
    ['10.0.0.0/8', '11.0.0.1:443', false],
    ['10.1.2.3/8', '10.20.30.40:443', true],
    ['10.0.0.0/33', '10.0.0.1:443', false],
    ['10.0.0.0/', '10.0.0.1:443', false],
    ['0.0.0.0/0', '8.8.8.8:443', true],
    ['10.0.0.0/8', 'ten.example:443', false],
    ['10', '10.0.0.1:443', false],
    ['fd00::1', '[fd00::1]:443', true],
    ['[fd00::1]:443', '[fd00::1]:443', true],
    ['[fd00::1]:80', '[fd00::1]:443', false],
    ['[fd00::1]', '[fd00::1]:443', false],
    ['fd00::/8', '[fd12::5]:443', true],
    ['::/0', '[2001:db8::1]:443', true],
    ['10.0.0.0/8', '[fd00::1]:443', false],
    ['0.0.0.1', 'a0.0.0.1:443', false],
    // lists
    ['one.example, two.example ,three.example', 'two.example:443', true],
    [',,', 'example.com:443', false],
    ['*', 'example.com:443', true],
    ['a.example,*', '10.0.0.1:443', true],
    ['', 'example.com:443', false],
    // this machine
    ['', 'localhost:6443', true],
    ['', '127.0.0.1:6443', true],
    ['', '127.8.9.1:6443', true],
    ['', '[::1]:6443', true],
    ['', 'api.localhost:6443', false],
  ])('%j, for %s: %s', (list, target, expected) => {
    expect(isUnproxied(targetOf(target), list)).toBe(expected);
  });
});
