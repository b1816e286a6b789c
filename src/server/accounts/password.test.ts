import { expect, it } from 'vitest';
import { hashPassword, isPassword, NOBODYS_HASH } from './password.ts';

it('knows its password again and no other', async () => {
  const hash = await hashPassword('correct horse');
  expect(hash).toMatch(/^scrypt\$32768\$8\$1\$/);
  expect(await hashPassword('correct horse')).not.toBe(hash);
  expect(await isPassword('correct horse', hash)).toBe(true);
  expect(await isPassword('correct horsf', hash)).toBe(false);
  expect(await isPassword('', hash)).toBe(false);
});

it('accepts a password typed with composed or separate accents', async () => {
  expect(await isPassword('cafe\u0301', await hashPassword('caf\u00e9'))).toBe(true);
});

it('reads hashes of an older cost', async () => {
  const old =
    'scrypt$1024$8$1$c2FsdHNhbHRzYWx0c2FsdA==$' +
    (await import('node:crypto'))
      .scryptSync('old', 'saltsaltsaltsalt', 32, { N: 1024, r: 8, p: 1 })
      .toString('base64');
  expect(await isPassword('old', old)).toBe(true);
});

it('spends as long on an unknown user', async () => {
  expect(await isPassword('anything', NOBODYS_HASH)).toBe(false);
  expect(NOBODYS_HASH.split('$').slice(0, 4)).toEqual((await hashPassword('x')).split('$').slice(0, 4));
});
