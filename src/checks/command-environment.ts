/** The runner's own words, for its processes alone: tokens, inputs, and the files by which a step gives the runner orders. */
const RUNNER_PREFIXES = ['ACTIONS_', 'INPUT_', 'STATE_', 'GITHUB_', 'RUNNER_'];

/** Names that pass although a rule below holds them back: facts of the job, without a secret and without a file to write to. */
const PASSED_ON = new Set([
  // The runner kills what is left of a job by this mark: a command that loses it would survive the job.
  'RUNNER_TRACKING_ID',
  ...suffixed('RUNNER_', 'OS ARCH NAME TEMP TOOL_CACHE DEBUG ENVIRONMENT'),
  ...suffixed('GITHUB_', 'ACTIONS ACTOR EVENT_NAME JOB REPOSITORY SERVER_URL SHA WORKFLOW WORKSPACE'),
  ...suffixed('GITHUB_', 'BASE_REF HEAD_REF REF REF_NAME REF_TYPE RUN_ATTEMPT RUN_ID RUN_NUMBER'),
]);

/** Names of which a part says that the value is a secret; cut at underscores, so that `TOKENIZERS_PARALLELISM` passes. `PGPASSWORD` has none. */
const SECRET =
  /(?:^|_)(?:TOKEN|SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|CREDENTIALS|PAT|PRIVATE_KEY|ACCESS_KEY|API_KEY|APIKEY|AUTH|AUTHTOKEN)(?:_|$)|PASSWORD|^(?:SSHPASS|MYSQL_PWD)$/i;

/**
 * The environment of a suite's own command, out of the caller's: what belongs to the runner or looks like a secret stays behind.
 * Pure; names are compared without regard to case, for the runner's own are given in every spelling.
 */
export function commandEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined && mayPass(name)) passed[name] = value;
  return passed;
}

function mayPass(name: string): boolean {
  const upper = name.toUpperCase();
  if (PASSED_ON.has(upper)) return true;
  return !RUNNER_PREFIXES.some((prefix) => upper.startsWith(prefix)) && !SECRET.test(upper);
}

function suffixed(prefix: string, names: string): string[] {
  return names.split(' ').map((name) => prefix + name);
}
