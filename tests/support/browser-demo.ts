import { startDemo, type Demo } from '../../src/tools/demo/start-demo.ts'
import type { SeedOptions } from '../../src/tools/demo/seed.ts'
import { readSettings } from '../../src/server/settings.ts'

/** The demo on a free port, with what it prints kept. */
export async function openDemo(
  seed?: Omit<SeedOptions, 'secret' | 'nowMs'>,
): Promise<Demo & { lines: string[] }> {
  const lines: string[] = []
  const settings = readSettings({ PORT: '0' })
  const demo = await startDemo({
    settings,
    write: (text) => void lines.push(...text.trimEnd().split('\n')),
    ...(seed ? { seed } : {}),
  })
  return { ...demo, lines }
}
