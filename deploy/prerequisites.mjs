/** What a machine must have before anything else happens. Plain and old-fashioned, so that an old Node can say so. */
import { spawnSync } from 'node:child_process';

const PACKAGE_COMMANDS = [
  { manager: 'apt-get', install: 'sudo apt-get install -y', java: 'openjdk-17-jre-headless', maven: 'maven' },
  { manager: 'dnf', install: 'sudo dnf install -y', java: 'java-17-openjdk-headless', maven: 'maven' },
  { manager: 'brew', install: 'brew install', java: 'openjdk@17', maven: 'maven' },
];

/** One line per missing or too old prerequisite, each with the command that installs it; empty when all is there. */
export function missingPrerequisites(versions = installedVersions(), installs = installCommands()) {
  return [
    problem('Node.js', versions.node, [20, 19], installs.node),
    problem('Java', versions.java, [17, 0], installs.java),
    problem('Maven', versions.maven, [3, 0], installs.maven),
  ].filter((line) => line !== null);
}

/** Ends the process with the list when something is missing. */
export function demandPrerequisites() {
  const problems = missingPrerequisites();
  if (problems.length === 0) return;
  console.error(
    `Passerelle cannot start on this machine yet:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
  );
  process.exit(1);
}

function problem(name, version, [major, minor], install) {
  const wanted = minor > 0 ? `${major}.${minor}` : `${major}`;
  if (version === null) return `${name} ${wanted} or later is missing: ${install}`;
  const [ownMajor, ownMinor] = version;
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return null;
  return `${name} ${ownMajor}.${ownMinor} is too old, ${wanted} or later is needed: ${install}`;
}

function installedVersions() {
  return {
    node: numbers(process.versions.node),
    java: numbers(output('java', ['-version']), /version "(?:1\.)?([\d.]+)/),
    maven: numbers(output('mvn', ['-version']), /Apache Maven ([\d.]+)/),
  };
}

function installCommands() {
  const found = PACKAGE_COMMANDS.find(({ manager }) => spawnSync(manager, ['--version']).error === undefined);
  const command = found || PACKAGE_COMMANDS[0];
  return {
    node:
      command.manager === 'brew'
        ? 'brew install node@24'
        : 'nvm install 24   (nvm: https://github.com/nvm-sh/nvm)',
    java: `${command.install} ${command.java}`,
    maven: `${command.install} ${command.maven}`,
  };
}

function output(command, args) {
  const { stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  return error ? null : `${stdout}${stderr}`;
}

function numbers(text, pattern = /([\d.]+)/) {
  const match = text === null ? null : pattern.exec(text);
  if (!match) return null;
  const [major, minor] = match[1].split('.').map(Number);
  return [major, minor || 0];
}
