import { formatDuration } from '../base/times.ts';
import { DEFAULT_KEYRING, maasUrl } from '../images/image.ts';
import { withoutPassword } from '../images/streams/address.ts';
import type { Origin } from '../model/suite.ts';
import type { Settings } from './settings.ts';

/** A setting in words; `from` is absent where it is a default. */
export interface ImageSetting {
  readonly name: string;
  readonly value: string;
  readonly from: Origin | undefined;
}

/** The settings of images that hold for a whole run, in words, with what each comes to; `store`: the absolute path of the image store. */
export function imageSettings(settings: Settings, store: string): readonly ImageSetting[] {
  const { origins, imageSync, imageSrcUrl, imageStream, imageLockTimeout } = settings;
  const sync = imageSync === null ? 'fetch what is missing' : imageSync ? 'yes' : 'no';
  const from = imageSrcUrl === null ? origins.imageStream : origins.imageSrcUrl;
  return [
    { name: 'image-dir', value: store, from: origins.imageDir },
    { name: 'image-sync', value: sync, from: origins.imageSync },
    { name: 'image-src-url', value: withoutPassword(imageSrcUrl ?? maasUrl(imageStream)), from },
    { name: 'image-src-keyring', value: settings.imageSrcKeyring ?? DEFAULT_KEYRING, from: origins.imageSrcKeyring },
    { name: 'maas-image-stream', value: imageStream, from: origins.imageStream },
    { name: 'images-to-keep', value: String(settings.imagesToKeep), from: origins.imagesToKeep },
    {
      name: 'image-lock-timeout',
      value: imageLockTimeout === null ? 'forever' : formatDuration(imageLockTimeout),
      from: origins.imageLockTimeout,
    },
  ];
}
