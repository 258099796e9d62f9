import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type Stage = {
  readonly name: string
  /** What it is built from. */
  readonly image: string
  /** Folder that stands for the image's root. */
  readonly root: string
  readonly env: Record<string, string>
  workdir: string
  cmd: readonly string[]
  healthcheck: readonly string[]
}

type Options = {
  /** Where images are, a folder a stage. */
  readonly folder: string
  /** Where the context is. */
  readonly context: string
  /** Names at the top of the context that `.dockerignore` lets through. */
  readonly allowed: readonly string[]
  /** What `--build-arg` says. */
  readonly args?: Readonly<Record<string, string>>
  /** Has its own way for a command: true when it is done. */
  readonly instead: (command: string, folder: string) => boolean
}

/** Joins lines that end in a backslash; leaves comments out. */
function instructionsOf(file: string): [word: string, rest: string][] {
  return readFileSync(file, 'utf8')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const at = line.indexOf(' ')
      return [line.slice(0, at), line.slice(at + 1).trim()]
    })
}

/**
 * Does what a Dockerfile says, without its images and its engine: a folder stands for each stage's root, commands run
 * in it with an environment of PATH, HOME and what ENV says. Answers the stages. Throws at an instruction it does not know.
 */
export function runDockerfile(file: string, options: Options): Stage[] {
  const stages: Stage[] = []
  const images = new Map(Object.entries(options.args ?? {}))
  for (const [word, rest] of instructionsOf(file)) {
    if (word === 'ARG' && stages.length === 0) {
      const [name = '', value = ''] = rest.split('=')
      if (!images.has(name)) images.set(name, value)
      continue
    }
    if (word === 'FROM') {
      const image = (rest.split(' ')[0] ?? '').replace(
        /^\$\{(\w+)\}$/,
        (_all, arg: string) => images.get(arg) ?? '',
      )
      const name = / AS (\w+)$/.exec(rest)?.[1] ?? 'last'
      const root = path.join(options.folder, name)
      mkdirSync(root, { recursive: true })
      stages.push({ name, image, root, env: {}, workdir: '/', cmd: [], healthcheck: [] })
      continue
    }
    const stage = stages.at(-1)
    if (stage === undefined) throw new Error(`${word} before FROM`)
    take(stage, word, rest, stages, options)
  }
  return stages
}

function take(stage: Stage, word: string, rest: string, stages: readonly Stage[], options: Options): void {
  switch (word) {
    case 'WORKDIR':
      stage.workdir = rest
      mkdirSync(path.join(stage.root, rest), { recursive: true })
      return
    case 'ENV':
      for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) stage.env[name] = value
      return
    case 'COPY':
      copy(stage, rest, stages, options)
      return
    case 'RUN':
      runCommand(stage, rest, options)
      return
    case 'CMD':
      stage.cmd = JSON.parse(rest) as string[]
      return
    case 'HEALTHCHECK':
      stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('['))) as string[]
      return
    case 'USER':
    case 'VOLUME':
    case 'EXPOSE':
    case 'STOPSIGNAL':
      return
    default:
      throw new Error(`${word} is not known here`)
  }
}

function copy(stage: Stage, rest: string, stages: readonly Stage[], { context, allowed }: Options): void {
  const from = /^--from=(\w+) /.exec(rest)?.[1]
  const words = rest.replace(/^--from=\w+ /, '').split(/\s+/)
  const target = path.join(stage.root, stage.workdir, words.at(-1) ?? '')
  for (const source of words.slice(0, -1)) {
    if (from !== undefined) {
      const stageOf = stages.find(({ name }) => name === from)
      if (stageOf === undefined) throw new Error(`no stage ${from}`)
      cpSync(path.join(stageOf.root, source), target, { recursive: true, verbatimSymlinks: true })
      continue
    }
    for (const name of source === '.' ? allowed : [source]) {
      if (!existsSync(path.join(context, name))) throw new Error(`${name} is not there`)
      const isFolder = words.at(-1) === './' || words.at(-1) === '.'
      cpSync(path.join(context, name), isFolder ? path.join(target, name) : target, { recursive: true })
    }
  }
}

function runCommand({ root, workdir, env }: Stage, command: string, { instead }: Options): void {
  const folder = path.join(root, workdir)
  if (instead(command, folder)) return
  // Absolute paths are those of the image, and its users are ours.
  const own = command.replaceAll(/(?<=\s)\/(?=\w)/g, `${root}/`).replaceAll('node:node', ownerOf())
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', own], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: root, ...env },
  })
  if (status !== 0) throw new Error(`${command}\n${stdout}\n${stderr}`)
}

function ownerOf(): string {
  return `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`
}
