import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { repositoryRoot } from './paths.ts'

/**
 * Stands in the emitted bundle where the platform bakes the deployment's variables. The CLI writes its whole
 * environment into the code, so it gets none but this one (and PATH and HOME, which it needs to run).
 */
export const envMarker = 'EASYTIER_BUILD_ENVIRONMENT'

const deadlineMs = 300_000

/** Runs `edgeone pages <command>` offline in a clean environment and an empty home; returns what it printed. */
export async function runEdgeOneCli(command: 'build' | 'generate-routes'): Promise<string> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'edgeone-home-'))
  const program = path.join(repositoryRoot, 'node_modules/.bin/edgeone')
  const env = { PATH: plainPath(process.env['PATH'] ?? ''), HOME: home, [envMarker]: '1' }
  try {
    return await collect(program, ['pages', command], env)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** Where programs of the system are, each folder once: what npm puts in front would stand in the bundle, three times over. */
export function plainPath(value: string): string {
  const folders = value.split(path.delimiter).filter((folder) => !/node_modules|node-gyp-bin/.test(folder))
  return [...new Set(folders)].join(path.delimiter)
}

function collect(program: string, args: string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: repositoryRoot, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs)
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const output = Buffer.concat(chunks).toString('utf8')
      if (code === 0) resolve(output)
      else reject(new Error(`edgeone ${args.join(' ')} ended with ${signal ?? code}\n${output}`))
    })
  })
}
