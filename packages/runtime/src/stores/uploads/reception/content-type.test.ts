import { expect, test } from 'vitest';
import { acceptedType } from './content-type.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');
const gif = Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00', 'latin1');
const svg = Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>');

test.each([
  ['what it is is accepted', png, 'image/png', ['image/png'], 'image/png'],
  ['whatever the client said', png, 'text/html', ['image/*'], 'image/png'],
  ['what it is is not accepted', gif, 'image/png', ['image/png'], undefined],
  [
    'a program under the name of an image',
    Buffer.from('\x7fELF\x02\x01\x01'),
    'image/png',
    ['image/*'],
    undefined,
  ],
  ['text of the very type', Buffer.from('a;b\n'), 'text/csv; charset=utf-8', ['text/csv'], 'text/csv'],
  ['text however its type is written', Buffer.from('a;b\n'), 'Text/CSV ; x', ['text/csv'], 'text/csv'],
  ['text by a wildcard', Buffer.from('a;b\n'), 'text/csv', ['text/*'], undefined],
  ['a page under the name of an image', Buffer.from('<html><script>'), 'image/png', ['image/*'], undefined],
  ['a page under the full name of an image', Buffer.from('<html>'), 'image/png', ['image/png'], undefined],
  [
    'text under the name of an archive',
    Buffer.from('a;b'),
    'application/zip',
    ['application/zip'],
    undefined,
  ],
  ['text under a name of no kind', Buffer.from('a'), 'application/x-a', ['application/x-a'], undefined],
  ['a mail by its name', Buffer.from('From: a'), 'message/rfc822', ['message/rfc822'], 'message/rfc822'],
  ['CSV by its other name', Buffer.from('a;b'), 'application/csv', ['application/csv'], 'application/csv'],
  ['JSON by its name', Buffer.from('{}'), 'application/json', ['application/json'], 'application/json'],
  ['JSON by a suffix', Buffer.from('{}'), 'model/gltf+json', ['model/gltf+json'], 'model/gltf+json'],
  ['SVG by a wildcard', svg, 'image/svg+xml', ['image/*'], undefined],
  ['SVG by its name', svg, 'image/svg+xml', ['image/svg+xml'], 'image/svg+xml'],
  ['bytes that are no text', Buffer.from([65, 0, 66]), 'text/csv', ['text/csv'], undefined],
  ['nothing at all, declared as text', Buffer.alloc(0), 'text/csv', ['text/csv'], 'text/csv'],
  ['nothing at all, declared as an image', Buffer.alloc(0), 'image/png', ['image/png'], undefined],
  ['nothing at all, undeclared', Buffer.alloc(0), undefined, ['image/*'], undefined],
])('%s', async (_, head, declared, accepted, type) => {
  expect(await acceptedType(head, declared, accepted)).toBe(type);
});
