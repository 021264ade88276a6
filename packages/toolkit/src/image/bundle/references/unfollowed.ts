import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { mayBeSecret } from '../../../file-system/secret-files.ts';
import { calledName, isNode, nameOf, textOf, type SyntaxNode } from '../syntax.ts';
import { fileReference } from './file-references.ts';
import { isWithin } from '../../../file-system/is-within.ts';
import { lostImport } from './lost-import.ts';
import { isRelative, placeOf, resolvedTexts, type Places } from './places.ts';

/** What a module does that can't be followed into the image. */
export interface Unfollowed {
  /** For people, after the line: what it does, and how to state what is needed. */
  readonly text: string;
  /** The file or folder that it needs, or what it needs lies in, absolute: `assets` may cover it. Undefined: nothing is known of it. */
  readonly about?: string;
}

/** A module's place, and the folders that it names. */
export interface Surroundings {
  /** Its file. */
  readonly id: string;
  /** The project's folder, absolute. */
  readonly root: string;
  /** From its own folder. */
  readonly places: Places;
  /** From the working directory. */
  readonly workingPlaces: Places;
}

/**
 * Calls that read what their first argument names, now or for each request (`express.static`, `response.sendFile`, the loader of gRPC's
 * definitions), and options that name a folder or file for a loader, such as `dir` of autoload and `migrationsFolder` of drizzle.
 */
const readers =
  /^((readFile|createReadStream|readdir|opendir)(Sync)?|static|serve|serveStatic|sirv|sendFile|download|loadSync)$/;
const folderOptions =
  /^(dir|directory|views|root|rootPath|loadPath|migrationsFolder|migrationFolder|protoPath)$/;
/** What the source of a module holds that may read so, or resolve by the working directory. */
export const mayRead = new RegExp(
  [readers, folderOptions, /^(cwd|resolve)$/].map(({ source }) => `\\b${source.slice(1, -1)}\\b`).join('|'),
);
/** Those of loaders of modules: of plugins (@fastify/autoload), and of migrations (knex, kysely). */
const moduleOptions = /^(dir|directory|migrationFolder)$/;

/** Of what is known only at run time. */
export function unknownFiles(about: string): Unfollowed {
  return {
    text: 'names files that are known only at run time: those it needs are to be said in `assets`',
    about,
  };
}

/**
 * What a node reads, or has a loader read, that doesn't come along by its name: what is named by the working directory, all that
 * is around the module, and modules that would not find what they import.
 */
export function unfollowedRead(node: SyntaxNode, from: Surroundings): Unfollowed | undefined {
  const read = readBy(node);
  const { id, root, places, workingPlaces } = from;
  const path = workingPath(node, workingPlaces) ?? relativeText(read) ?? workingPath(read, workingPlaces);
  if (path !== undefined) return byWorkingDirectory(path, root);
  if (read === undefined) return undefined;
  const place = placeOf(read, places);
  const named = place ?? fileReference(read, places)?.path;
  if (named === undefined) return undefined;
  const folder = resolve(dirname(id), named);
  if (place !== undefined && isWithin(folder, id)) return unknownFiles(folder);
  if (node.type !== 'Property' || !moduleOptions.test(nameOf(node['key']))) return undefined;
  const lost = lostImport(folder);
  if (lost === undefined) return undefined;
  const { file, specifier, needed } = lost;
  return {
    text: `has modules loaded that are not bundled: ${relative(root, file)} imports ${specifier}, which is not in the image; import them by name`,
    about: specifier.startsWith('.') ? needed : join(root, 'node_modules', needed),
  };
}

/** The expression that names what is read. */
function readBy(node: SyntaxNode): SyntaxNode | undefined {
  const [first, second] = (node['arguments'] ?? []) as (SyntaxNode | undefined)[];
  const called = node.type === 'CallExpression' ? calledName(node) : '';
  if (readers.test(called)) return first;
  if (called === 'set' && textOf(first) === 'views') return second;
  const isOption =
    node.type === 'Property' && node['computed'] !== true && folderOptions.test(nameOf(node['key']));
  return isOption && isNode(node['value']) ? node['value'] : undefined;
}

/** What an expression leads to from the working directory, as far as it is known. */
function workingPath(node: SyntaxNode | undefined, places: Places): string | undefined {
  // A URL is one of the module's own place.
  if (node === undefined || node.type === 'NewExpression') return undefined;
  return placeOf(node, places) ?? fileReference(node, places)?.path ?? resolvedTexts(node)?.path;
}

/** A text that is a path below the working directory. */
function relativeText(node: SyntaxNode | undefined): string | undefined {
  const text = textOf(node);
  return text !== undefined && isRelative(text) ? text : undefined;
}

function byWorkingDirectory(path: string, root: string): Unfollowed | undefined {
  const pattern = path.search(/[*{]/);
  const known = pattern < 0 ? path : path.slice(0, pattern).replace(/[^/]*$/, '');
  const about = resolve(root, known);
  if (about === root || !isWithin(root, about) || !existsSync(about) || mayBeSecret(known)) return undefined;
  const text = `names ${relative(root, about)} by the working directory, where the image has only what \`assets\` names`;
  return { text, about };
}
