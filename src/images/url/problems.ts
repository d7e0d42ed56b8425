import { access, constants } from 'node:fs/promises';
import type { Problem } from '../../model/errors.ts';
import type { ImageDefinition, ImageRole, UrlFile, UrlSource } from '../../model/suite.ts';
import type { PublishedSettings } from '../image.ts';
import type { LockedImage } from '../lock/types.ts';
import { installHint, missingTools } from '../programs/find.ts';
import { remembered } from './remembered.ts';
import { saidDigests } from './said-digests.ts';
import { isUnpacked, stored } from './stored.ts';

export interface UrlProblemOptions {
  readonly store: string;
  readonly env: Readonly<Record<string, string>>;
  readonly published?: PublishedSettings;
  readonly locks?: Readonly<Record<string, LockedImage>>;
}

/**
 * What stands in the way of having an image of addresses, as far as it can be known without the network: a lock file that says otherwise,
 * a file that is not there and may not be fetched, a keyring that cannot be read, a program that is not installed.
 */
export async function urlProblems(image: ImageDefinition, source: UrlSource, options: UrlProblemOptions): Promise<readonly Problem[]> {
  const files = Object.entries(source.files) as [ImageRole, UrlFile][];
  const found = await Promise.all(files.map(([role, file]) => fileProblems(image, role, file, options)));
  const seen = new Set<string>();
  return found.flat().filter(({ message }) => !seen.has(message) && seen.add(message));
}

async function fileProblems(
  image: ImageDefinition,
  role: ImageRole,
  file: UrlFile,
  options: UrlProblemOptions,
): Promise<readonly Problem[]> {
  const problem = (code: Problem['code'], message: string, hint: string): Problem => {
    return { code, severity: 'error', message, hint, place: image.place };
  };
  const sync = options.published?.sync ?? null;
  try {
    const said = saidDigests(image.name, role, file, options.locks?.[image.name]);
    const known = said ?? (file.sums === null ? undefined : await remembered(options.store, file, file.sums));
    const there = known !== undefined && (await stored(options.store, known, role)) !== undefined;
    if (there && (said !== null || sync !== true)) return [];
    if (sync === false) {
      const message = `The ${role} of the image ${image.name} is not in the store, and nothing may be fetched`;
      return [problem('VMTEST_IMAGE_UNAVAILABLE', message, 'allow it with --image-sync yes, or bring it before: vmtest images sync')];
    }
    const problems: Problem[] = [];
    const missing = await missingTools(toolsOf(role, file), options.env);
    if (missing.length > 0) {
      const message = `The ${role} of the image ${image.name} cannot be unpacked: ${missing.join(', ')} not installed`;
      problems.push(problem('VMTEST_IMAGE_UNAVAILABLE', message, installHint(missing)));
    }
    const keyring = said === null && file.sums?.verify === 'signature' ? file.sums.keyring : null;
    if (keyring !== null && !(await isReadable(keyring))) {
      const message = `The keyring of the image ${image.name}, ${keyring}, cannot be read`;
      problems.push(
        problem(
          'VMTEST_KEYRING_INVALID',
          message,
          'put the publisher’s public keys there, or correct the path: it is relative to the suite file',
        ),
      );
    }
    return problems;
  } catch (error) {
    const { code, message, hint } = error as { code?: Problem['code']; message: string; hint?: string };
    if (code !== 'VMTEST_IMAGE_CORRUPT') throw error;
    return [problem(code, message, hint ?? '')];
  }
}

/** By the address alone: what a file is packed with is known when it is there. */
function toolsOf(role: ImageRole, { url }: UrlFile): readonly string[] {
  const end = isUnpacked(role) ? /\.(xz|bz2)$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase() : undefined;
  return ['flock', ...(end === undefined ? [] : [end === 'xz' ? 'xz' : 'bzip2'])];
}

async function isReadable(path: string): Promise<boolean> {
  return await access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
