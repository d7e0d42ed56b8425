import { Command, CommanderError, Option } from 'commander';
import { ownVersion } from '../../engine/version.ts';
import { EXIT } from '../../model/verdict.ts';
import { interruptAll } from '../settings/interrupt.ts';
import { OPTIONS, type OptionName } from '../settings/options.ts';
import { commandLineError, reportError } from './errors.ts';
import type { Verb } from './flags.ts';
import { addSettings, addVerb, collect, once } from './grammar.ts';
import { addImageVerbs } from './image-verbs.ts';
import { handleOutputErrors } from './output-errors.ts';

const ALL = Object.keys(OPTIONS) as OptionName[];

handleOutputErrors(process.stdout, process.stderr, (code) => {
  if (!interruptAll(code)) process.exit(code);
});

const program = new Command('vmtest')
  .description('Prove that an operating system installs and boots.')
  .version(ownVersion(), '-V, --version')
  .helpOption('-h, --help')
  .showSuggestionAfterError()
  .exitOverride()
  // Its errors are told as ours are.
  .configureOutput({ outputError: () => undefined });

suiteVerb('run', 'install, boot and check every test of a suite', ALL, async () => (await import('./verbs/run.ts')).run)
  .option('--pass-with-no-tests', 'a run in which no test ran is no mistake')
  .option('-q, --quiet', 'only warnings and the summary')
  .option('-v, --verbose', "the guests' consoles too");
// It takes all that run takes: who asks what a command would do changes its verb alone.
suiteVerb(
  'plan',
  'show what run would do; needs no QEMU, no image and no network',
  ALL,
  async () => (await import('./verbs/plan.ts')).plan,
).option('--settings', 'show where each setting came from');
suiteVerb('lint', 'look for mistakes in a suite, without a machine', [], async () => (await import('./verbs/lint.ts')).lint).addOption(
  new Option('--format <format>', 'text, json, github (annotations) or sarif').choices(['text', 'json', 'github', 'sarif']),
);
suiteVerb(
  'check',
  'judge kept data again by the checks of the suite',
  ['topdir', 'junit', 'debugAllowFail'],
  async () => (await import('./verbs/check.ts')).check,
);
const doctor = addVerb(
  program,
  'doctor',
  'look whether this host can run machines, and how to mend it',
  async () => (await import('./verbs/doctor.ts')).doctor,
);
addSettings(doctor.option('--json', 'as JSON'), ['topdir', 'imageDir']);
addVerb(
  program,
  'download',
  'fetch the data of failed tests from a workflow run at GitHub',
  async () => (await import('./verbs/download.ts')).download,
)
  .argument('<run>', 'the address of a workflow run, or of its job or artifact, as the browser shows it; or its id')
  .addOption(once('--repo <owner/name>', 'the repository, where the run is named by its id (default: the one of this checkout)'))
  .addOption(once('--test <filter>', 'only what has a test of this id or folder; * and ? stand for anything'))
  .addOption(once('--artifact-name <prefix>', 'how the names of the artifacts begin, as in the workflow (default: vmtest)'))
  .addOption(once('-o, --output <folder>', 'where each artifact becomes a folder (default: vmtest-run-ID)'))
  .option('--json', 'as JSON');
const replay = addVerb(
  program,
  'replay',
  'start the machine of a kept test again, its console on this terminal',
  async () => (await import('./verbs/replay.ts')).replay,
)
  .argument('<path>', 'the folder of a test or a run, of vmtest download, or an artifact: its folder or its zip')
  .argument('[qemu-arguments...]', "after --: added to QEMU's")
  .addOption(once('--test <test>', 'which test: an id, a slug, or a glob (default: the one that failed)'))
  .addOption(once('--phase <phase>', 'which phase (default: the first that did not pass, else the last)'))
  .addOption(once('--display <display>', "the machine's screen, as QEMU's -display takes it: gtk, sdl"))
  .addOption(once('--vnc <address>', "the machine's screen by VNC, as QEMU's -vnc takes it: 127.0.0.1:1"))
  .addOption(new Option('--offline', 'the guest reaches nobody (default of what came in an artifact)').conflicts('online'))
  .option('--online', 'the guest reaches what this host reaches')
  .option('--reboot', "let the guest's resets pass")
  .addOption(once('--keep <folder>', 'keep what the guest writes: a folder that is absent or empty'))
  .option('-n, --dry-run', 'prepare everything, show the command line, start nothing')
  .option('--json', 'as JSON; the console goes to stderr');
addSettings(replay, ['accel', 'imageDir']);
addImageVerbs(program);
addVerb(program, 'init', 'write a suite from what there is already', async () => (await import('./verbs/init.ts')).init)
  .addOption(once('--from-curtin <folder>', 'a checkout of curtin, whose Python tests are read and never run'))
  .addOption(once('-o, --output <suite>', 'the suite to write (vmtest.yaml); a report of what it leaves out is written beside it'))
  .option('--force', 'write over what is there')
  .option('--json', 'as JSON');
addVerb(program, 'clean', 'remove the top folders that ended runs left', async () => (await import('./verbs/clean.ts')).clean)
  .option('-n, --dry-run', 'only say what would go')
  .option('--older-than <time>', 'only what is older than this, such as 24h')
  .option('--json', 'as JSON');

function suiteVerb(name: string, description: string, options: readonly OptionName[], load: () => Promise<Verb>): Command {
  const command = addVerb(program, name, description, load)
    .argument('[suite]', 'the suite file (default: vmtest.yaml, tests/vmtest.yaml)')
    .addOption(once('-f, --file <suite>', 'the suite file'))
    .addOption(
      new Option('-s, --select <filter>', 'only these tests: an id, a glob, or key=value, !=, ~, !~; all given must match')
        .argParser(collect)
        .default([], 'all tests'),
    )
    .addOption(once('--image <name>', 'the image on which a curtin configuration is installed'))
    .option('--json', 'as JSON');
  return addSettings(command, options);
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  const json = process.argv.includes('--json');
  if (!(error instanceof CommanderError)) process.exitCode = reportError(error, json);
  else if (error.exitCode === 0) process.exitCode = EXIT.passed;
  // The help that a command line without a verb gets is told already.
  else process.exitCode = error.code === 'commander.help' ? EXIT.usage : reportError(commandLineError(error), json);
}
