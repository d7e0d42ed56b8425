import { type Command, Option } from 'commander';
import type { OptionName } from '../settings/options.ts';
import { addSettings, addVerb, collect, once } from './grammar.ts';

const SOURCE: readonly OptionName[] = ['imageSrcUrl', 'imageSrcKeyring', 'imageStream'];
const FILTERS = 'releases such as noble, of which any may match, and KEY=VALUE, !=, ~, !~ over product, version and item, which all must';

/** Adds `vmtest images` with its verbs. */
export function addImageVerbs(program: Command): void {
  const images = program.command('images').description('mirror, look at and lock the images of suites');
  addSync(images);
  addReaders(images);
  addPrune(images);
  addVerify(images);
  addLock(images);
}

function addSync(images: Command): void {
  const sync = addVerb(
    images,
    'sync',
    'fetch the newest images: those of a suite, or what filters pick of a stream',
    async () => (await import('./verbs/images/sync.ts')).sync,
  )
    .argument('[filter...]', FILTERS)
    .addOption(once('-f, --file <suite>', 'the images of this suite (default, without filters: vmtest.yaml, tests/vmtest.yaml)'))
    .addOption(
      new Option('--arches <list>', "architectures by the stream's names, separated by commas")
        .argParser(collect)
        .default([], "the host's"),
    )
    .option('--build', 'build the images of mmdebstrap too')
    .option('-n, --dry-run', 'only say what would be fetched and removed')
    .addOption(once('--parallel <n>', 'files fetched at once (4)'))
    .addOption(once('--verify <how>', 'signature, or none: believe a stream that nobody signed (signature)'))
    .option('--json', 'as JSON');
  addSettings(sync, [...SOURCE, 'imageDir', 'imagesToKeep', 'imageLockTimeout']);
}

function addReaders(images: Command): void {
  const list = addVerb(images, 'list', 'every image of the store', async () => (await import('./verbs/images/list.ts')).list);
  addSettings(list.option('--json', 'as JSON'), ['imageDir']);

  const query = addVerb(
    images,
    'query',
    'the items of streams that filters pick, one a line',
    async () => (await import('./verbs/images/query.ts')).query,
  )
    .argument('[filter...]', FILTERS)
    .addOption(once('-o, --output-format <template>', "what to print of each item: %(release)s and the like, with Python's widths"))
    .addOption(once('--max <n>', 'versions of each product, newest first (all)'))
    .option('--remote', 'ask the published stream instead of the store')
    .addOption(once('--verify <how>', 'with --remote: signature, or none (signature)'))
    .option('--json', 'as JSON: a list of flat objects');
  addSettings(query, ['imageDir', ...SOURCE]);
}

function addPrune(images: Command): void {
  const prune = addVerb(
    images,
    'prune',
    'remove old versions that nothing uses',
    async () => (await import('./verbs/images/prune.ts')).prune,
  )
    .argument('[filter...]', `only items of streams: ${FILTERS}`)
    .addOption(once('--keep <n>', 'newest versions of each image to keep (--images-to-keep)'))
    .option('-n, --dry-run', 'only say what would go')
    .option('--json', 'as JSON');
  addSettings(prune, ['imageDir', 'imagesToKeep', 'imageLockTimeout']);
}

function addLock(images: Command): void {
  const lock = addVerb(
    images,
    'lock',
    "write the newest versions of a suite's images to its lock file",
    async () => (await import('./verbs/images/lock.ts')).lock,
  )
    .argument('[suite]', 'the suite file (default: vmtest.yaml, tests/vmtest.yaml)')
    .addOption(once('-f, --file <suite>', 'the suite file'))
    .option('-n, --dry-run', 'only say what has moved')
    .option('--check', 'write nothing; exit code 1 where something has moved')
    .option('--force', 'write over the lock file of a newer vmtest')
    .option('--json', 'as JSON');
  addSettings(lock, ['imageDir', ...SOURCE]);
}

function addVerify(images: Command): void {
  const verify = addVerb(
    images,
    'verify',
    'hold every file of the store against its digest',
    async () => (await import('./verbs/images/verify.ts')).verify,
  )
    .option('--repair', 'take out what is wrong, so that the next sync brings it again')
    .addOption(once('--parallel <n>', 'files read at once (4)'))
    .option('--json', 'as JSON');
  addSettings(verify, ['imageDir', 'imageLockTimeout']);
}
