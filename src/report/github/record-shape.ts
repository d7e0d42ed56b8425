import { amount, list, mapping, nullable, object, oneOf, text } from './shape.ts';

export const ACCEL = oneOf('kvm', 'tcg');
export const DIGESTS = mapping(text);

const GREEN = object({
  ...{ commit: nullable(text), at: amount, image: nullable(text), imageDigests: DIGESTS, target: nullable(text), targetDigests: DIGESTS },
  ...{ qemu: nullable(text), accel: ACCEL, machineType: text, cpu: text, configuration: mapping(text), console: mapping(list(text)) },
});
/** A `TestRecord`. */
export const RECORD = object({ seconds: amount, green: nullable(GREEN) });
