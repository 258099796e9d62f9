import { startDemo, type Demo } from '../../src/emulator/demo/start-demo.ts'
import type { SeedOptions } from '../../src/emulator/demo/seed.ts'
import { readSettings } from '../../src/emulator/settings.ts'

/** The demo on a free port, with what it prints kept. */
export async function openDemo(
  seed?: Omit<SeedOptions, 'secret' | 'nowMs'>,
): Promise<Demo & { lines: string[] }> {
  const lines: string[] = []
  const settings = readSettings({ PORT: '0' })
  const demo = await startDemo({
    settings,
    print: (line) => void lines.push(line),
    ...(seed ? { seed } : {}),
  })
  return { ...demo, lines }
}
