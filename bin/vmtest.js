#!/usr/bin/env node
'use strict';
// The way in. Plain JavaScript that Node 12 can parse, so that an old Node gets a message or a newer Node, and not a syntax error.
const { existsSync, lstatSync, mkdirSync, realpathSync } = require('fs');
const { delimiter, join } = require('path');

const WANTED = 24;
const ROOT = join(__dirname, '..');

if (majorOf(process.version) >= WANTED) load();
else handOver();

function majorOf(version) {
  return Number(/^v?(\d+)\./.exec(version)[1]);
}

function load() {
  const cache = cacheFolder();
  if (cache !== undefined) require('module').enableCompileCache(cache);
  const source = join(ROOT, 'src', 'faces', 'cli', 'main.ts');
  // A checkout has the source; the npm package has what was built from it.
  const command = existsSync(source) ? source : join(ROOT, 'build', 'cli.js');
  // biome-ignore lint/plugin: one of two files, and a failure to load it is to end Node as any uncaught error does
  // biome-ignore lint/nursery/noFloatingPromises: the same
  import(require('url').pathToFileURL(command).href);
}

/** A folder for compiled code that nobody else can write to, since what is in it is run; undefined where there is none. */
function cacheFolder() {
  const home = process.env.XDG_CACHE_HOME || (process.env.HOME && join(process.env.HOME, '.cache'));
  if (!home) return undefined;
  const folder = join(home, 'vmtest', 'compile');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    return uid === process.getuid() && (mode & 0o022) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Runs the same command line under a new enough Node and ends as it ends. */
function handOver() {
  const looked = candidates();
  const node = looked.find(isNewEnough);
  if (node === undefined) {
    const places = looked.length === 0 ? 'nowhere else' : looked.join(', ');
    console.error(`vmtest: needs Node ${WANTED} or later; this is Node ${process.version} (${process.execPath}); looked at ${places}.`);
    console.error(`vmtest: install Node ${WANTED} and put it first in PATH; in a checkout of vmtest, "make vmtest-deps" brings it.`);
    process.exitCode = 2;
    return;
  }
  // With setpriv a SIGKILL of this process ends the run as well, which then cleans up after itself.
  const setpriv = inPath('setpriv')[0];
  const prefix = setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'TERM'];
  const [program, ...args] = [...prefix, node, __filename, ...process.argv.slice(2)];
  const child = require('child_process').spawn(program, args, { stdio: 'inherit' });
  // From a terminal the child has them already, being of the same group: it takes two at once for one.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`vmtest: ${program} could not be started: ${error.message}`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Where a newer Node may be: the checkout's own, then PATH. */
function candidates() {
  const own = join(ROOT, 'tools', 'node', 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  return [own, ...inPath('node')].filter((path, i, all) => all.indexOf(path) === i && !isSelf(path));
}

function inPath(name) {
  const folders = (process.env.PATH || '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).filter((path) => existsSync(path));
}

function isSelf(path) {
  return existsSync(path) && realpathSync(path) === realpathSync(process.execPath);
}

function isNewEnough(path) {
  if (!existsSync(path)) return false;
  const { status, stdout } = require('child_process').spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10000 });
  return status === 0 && /^v\d+\./.test(stdout) && majorOf(stdout) >= WANTED;
}
