/**
 * What each boot of a system that curtin installed collects by itself, as the original's default scripts do: files, and folders with all
 * that is in them. The script is in src/plan/curtin-collect.ts; a test holds the two to each other. `cloud-init*` is by its beginning.
 */
const FILES: ReadonlySet<string> = new Set(
  (
    'fstab messages syslog proc_cmdline proc_mounts proc_partitions proc-swaps ifconfig_a ip_a ls_dname ls_al_bydname ls_al_byid ' +
    'ls_al_bypartuuid ls_al_bypath ls_al_byuuid blkid.out find_boot.out efibootmgr.out etc_default_grub debian-packages.txt ' +
    'debian-packages.txt.err interfaces find_interfacesd apt-proxy kernel-img.conf boot-curtin-block-discover.json rpm_qa rpm_ci_version ' +
    'rpm_dist_version_major centos-release'
  ).split(' '),
);
const FOLDERS: ReadonlySet<string> = new Set([
  'root',
  'udev_rules.d',
  'var_lib_cloud',
  'run_cloud-init',
  'etc_default_grub_d',
  'var-log-journal',
  'interfaces.d',
  'network-scripts',
]);

/** Whether a path below the collected folder is one of those, or in one. */
export function isDefaultFile(path: string): boolean {
  const [top = '', ...rest] = path.split('/');
  return rest.length === 0 ? FILES.has(top) || FOLDERS.has(top) || top.startsWith('cloud-init') : FOLDERS.has(top);
}
