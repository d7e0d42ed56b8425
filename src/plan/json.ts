import { plannedChecks } from '../checks/planned-checks.ts';
import { ERROR_CODES, exitCodeOfProblem, type Problem, testsOf } from '../model/errors.ts';
import type { CurtinPlan, PhaseSpec, Plan, TestPlan } from '../model/plan.ts';

/**
 * The plan as `vmtest plan --json` prints it: DESIGN §11. Names and meanings are a contract; a change that a reader would notice
 * raises `version`. Each problem carries the verdict and the exit code that `run` would end with.
 */
export function planJson(plan: Plan) {
  return { ...problemsJson(plan.problems), tests: plan.tests.map(testJson) };
}

/** Problems alone, as every verb prints them under `--json` where it ends before it has anything else to tell. */
export function problemsJson(problems: readonly Problem[]) {
  return { version: 1, problems: problems.map(problemJson) };
}

function problemJson(problem: Problem) {
  return {
    code: problem.code,
    severity: problem.severity,
    message: problem.message,
    hint: problem.hint ?? null,
    place: problem.place ?? null,
    related: problem.related ?? [],
    test: problem.test ?? null,
    tests: testsOf(problem),
    verdict: ERROR_CODES[problem.code] ?? null,
    // A warning ends nothing.
    exitCode: problem.severity === 'error' ? exitCodeOfProblem(problem) : 0,
  };
}

function testJson(test: TestPlan) {
  return {
    id: test.id,
    slug: test.slug,
    name: test.name,
    axes: test.axes,
    image: test.image,
    command: test.command,
    machine: test.command === null ? machineJson(test.machine) : null,
    phases: test.phases.map(phaseJson),
    checks: plannedChecks(test),
    keep: test.keep,
    skip: test.skip,
    expect: test.expect,
    settings: test.settings,
  };
}

function machineJson(machine: TestPlan['machine']) {
  return {
    arch: machine.arch,
    type: machine.type,
    cpu: machine.cpu,
    accel: machine.accel,
    cpus: machine.cpus,
    memoryMiB: machine.memoryMiB,
    firmware: machine.firmware,
    disks: machine.disks.map((disk) => ({
      name: disk.name,
      sizeBytes: disk.sizeBytes,
      driver: disk.driver,
      serial: disk.serial,
      wwn: disk.wwn,
      logicalBlockSize: disk.logicalBlockSize,
      physicalBlockSize: disk.physicalBlockSize,
      paths: disk.paths,
    })),
    ...(machine.iscsi === undefined ? {} : { iscsi: machine.iscsi.map(({ name, sizeBytes, target }) => ({ name, sizeBytes, target })) }),
    nics: machine.nics.map(({ mac, network }) => ({ mac, network })),
  };
}

function phaseJson(phase: PhaseSpec) {
  return {
    name: phase.name,
    kind: phase.kind,
    timeoutSeconds: phase.timeoutSeconds,
    silenceSeconds: phase.silenceSeconds,
    steps: phase.steps.map(({ name, kind }) => ({ name, kind })),
    ...(phase.curtin === null ? {} : { curtin: curtinJson(phase.curtin) }),
    argv: phase.argv,
  };
}

function curtinJson({ configs, source, reporting, tree, exe }: CurtinPlan) {
  return { configs: configs.map(({ name, from, why, text }) => ({ name, from, why, text })), source, reporting, tree, exe };
}
