import type { ImageDefinition } from '../model/suite.ts';
import { quote } from './convert.ts';
import { holdsExpression } from './expressions.ts';
import type { Sink } from './sink.ts';
import { meant } from './suggest.ts';
import { child, itemsOf, type MapTree, type Tree } from './tree.ts';

/** What holds between the parts of a test: images are defined, boots have names of their own, `from` names one of them. */
export function checkTest(test: MapTree, label: string, images: ReadonlySet<string>, sink: Sink): void {
  checkImage(child(test, 'image'), `${label}.image`, images, sink);
  checkImage(child(child(test, 'install'), 'target'), `${label}.install.target`, images, sink);
  itemsOf(child(test, 'images')).forEach((image, i) => {
    checkImage(image, `${label}.images[${i}]`, images, sink);
  });
  const names = bootNames(child(test, 'boot'), `${label}.boot`, sink);
  checkFrom(child(test, 'checks'), `${label}.checks`, names, sink);
  const boots = child(test, 'boot');
  itemsOf(boots).forEach((boot, i) => {
    const item = boots?.kind === 'list' ? `[${i}]` : '';
    checkFrom(child(boot, 'checks'), `${label}.boot${item}.checks`, names, sink);
  });
}

function checkImage(tree: Tree | undefined, label: string, images: ReadonlySet<string>, sink: Sink): void {
  if (tree?.kind !== 'scalar' || tree.text === '' || images.has(tree.text) || holdsExpression(tree.text)) return;
  const hint = images.size === 0 ? 'the suite has no `images`' : meant(tree.text, [...images]);
  sink.add(tree, `${label}: nothing defines the image ${quote(tree.text)}`, hint);
}

function bootNames(tree: Tree | undefined, label: string, sink: Sink): readonly string[] {
  const names: string[] = [];
  const boots = itemsOf(tree);
  boots.forEach((boot, i) => {
    const name = child(boot, 'name');
    if (name === undefined && boots.length > 1 && boot.kind === 'map') {
      sink.add(boot, `${label}[${i}]: of several boots each has a name`, 'add `name`: checks and folders are called by it');
    }
    const word = name?.kind === 'scalar' ? name.text : 'boot';
    if (name !== undefined && names.includes(word))
      sink.add(name, `${label}[${i}].name: there is another boot ${quote(word)}`, 'name one of them otherwise');
    names.push(word);
  });
  return tree === undefined ? ['boot'] : names;
}

function checkFrom(tree: Tree | undefined, label: string, boots: readonly string[], sink: Sink): void {
  itemsOf(tree).forEach((check, i) => {
    const from = child(check, 'from');
    if (from?.kind !== 'scalar' || from.text === '' || from.text === 'install' || boots.includes(from.text) || holdsExpression(from.text))
      return;
    sink.add(from, `${label}[${i}].from: there is no boot ${quote(from.text)}`, meant(from.text, [...boots, 'install']));
  });
}

/** The names of images, as far as they are there, whether or not their definitions are right. */
export function imageNames(tree: Tree | undefined, images: Readonly<Record<string, ImageDefinition>>): ReadonlySet<string> {
  return new Set([...(tree?.kind === 'map' ? tree.entries.keys() : []), ...Object.keys(images)]);
}
