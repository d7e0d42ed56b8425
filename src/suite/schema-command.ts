import * as z from 'zod/mini';
import { anyText, differentOf, duration, listOf, path, text, word } from './leaves.ts';
import { described } from './words.ts';

/** A test that is a program on the host: a Python suite as it is. */
export const command = {
  command: described(text('a shell command'), 'A program on the host that runs tests of its own, as curtin’s tools/jenkins-runner does'),
  topdir: described(path, 'The folder that the command writes its classes into; by default a folder of the run’s own'),
  timeout: described(duration, 'How long the command may last; 24h by default'),
  images: described(
    listOf(text('the name of an image'), 'the name of an image'),
    'Images of simplestreams that are in the image store before the command starts, and stay there until it has ended',
  ),
  environment: described(z.record(z.string(), anyText), 'Variables for the command'),
  classes: described(
    differentOf(
      word('the name of a class', /^[A-Za-z_][A-Za-z0-9_]{0,199}$/, 'the Python class, without its module'),
      'the name of a class',
    ),
    'Classes that must have a result; without it, those that are found count',
  ),
};
