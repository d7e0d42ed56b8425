import { shellQuote } from '../base/names.ts';
import type { ServicesCheck } from '../model/suite.ts';
import { type Assessment, type CheckInput, type Claim, collected } from './claim.ts';

/** Seconds that a unit that is being started gets, while the guest already collects. */
const START_SECONDS = 30;

/** The guest's script for these units: their own name, for each set of units waits for its own. */
export function servicesCollect(check: ServicesCheck) {
  const units = check.not ? [] : check.active.map(unitName);
  const wait = units.length === 0 ? '' : waitScript(units);
  const list = 'systemctl list-units --all --plain --no-legend --full --no-pager > systemctl_units';
  return [{ name: scriptName(check), script: `${wait}${list}` }] as const;
}

function scriptName(check: ServicesCheck): string {
  return check.not ? 'check services' : ['check services', ...check.active.map(unitName)].join(' ');
}

/** As systemctl: a name without a type is a service. */
function unitName(name: string): string {
  return /\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/.test(name) ? name : `${name}.service`;
}

function waitScript(units: readonly string[]): string {
  return `n=0
while [ "$n" -lt ${START_SECONDS} ] && systemctl list-jobs --plain --no-legend --no-pager ${units.map(shellQuote).join(' ')} 2>/dev/null | grep -q .; do sleep 1; n=$((n + 1)); done
`;
}

interface Unit {
  readonly line: number;
  readonly name: string;
  readonly load: string;
  readonly active: string;
  readonly sub: string;
}

/** `services: { active, failed }`: systemd's word of its units. Bare: no unit has failed. */
export function checkServices(check: ServicesCheck, input: CheckInput): Assessment {
  const listing = collected(input, 'systemctl_units', scriptName(check));
  if ('obstacle' in listing) return { claims: [], obstacles: [listing.obstacle] };
  const units = parseUnits(listing.text);
  if (units.length === 0) return { claims: [], obstacles: [`${input.at('systemctl_units')} is empty: systemd does not run in the guest`] };
  return { claims: [...check.active.map((name) => activeClaim(name, units, input)), ...failedClaims(check, units, input)], obstacles: [] };
}

/** `UNIT LOAD ACTIVE SUB DESCRIPTION`; older systemd puts a mark before a failed unit in spite of `--plain`. */
function parseUnits(text: string): Unit[] {
  return text.split('\n').flatMap((line, index) => {
    const [name, load, active, sub] = line.replace(/^[^\w-]+/, '').split(/\s+/);
    return name === undefined || load === undefined || active === undefined
      ? []
      : [{ line: index + 1, name, load, active, sub: sub ?? '' }];
  });
}

function activeClaim(wanted: string, units: readonly Unit[], input: CheckInput): Claim {
  const name = unitName(wanted);
  const unit = units.find((one) => one.name === name);
  const state = unit === undefined ? '' : `${unit.active} (${unit.load === 'loaded' ? unit.sub : unit.load})`;
  return {
    holds: unit?.active === 'active',
    otherwise:
      unit === undefined
        ? `${name} is not active: ${input.at('systemctl_units')} does not name it, so it was never started`
        : `${name} is ${state}, not active (${input.at('systemctl_units', unit.line)})`,
    though: unit === undefined ? '' : `${name} is ${state} (${input.at('systemctl_units', unit.line)})`,
  };
}

function failedClaims(check: ServicesCheck, units: readonly Unit[], input: CheckInput): Claim[] {
  if (check.allowedFailures === null) return [];
  const allowed = new Set(check.allowedFailures.map(unitName));
  const failed = units.filter((unit) => unit.active === 'failed' && !allowed.has(unit.name));
  const names = failed.map((unit) => `${unit.name} (${input.at('systemctl_units', unit.line)})`).join(', ');
  const besides = allowed.size === 0 ? '' : ` besides ${[...allowed].join(', ')}`;
  return [{ holds: failed.length === 0, otherwise: `failed${besides}: ${names}`, though: `no unit failed${besides}` }];
}
