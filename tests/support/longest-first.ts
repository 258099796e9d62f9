import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes longest, the longest first: begun last, one of them would run on while the other worker has nothing to do. */
export const longest: readonly string[] = [
  'tests/server/schemathesis.test.ts',
  'tests/server/ways-to-run.test.ts',
  'tests/edge/self-test-sites.test.ts',
  'tests/edge/fresh-clone.test.ts',
  'tests/server/postgres.test.ts',
  'tests/peer/reporter/lives.test.ts',
  'tests/edge/start.test.ts',
  'tests/edge/self-test.test.ts',
  'tests/unit/services/peer/meeting.test.ts',
  'tests/interop/udp.test.ts',
  'tests/e2e/access.test.ts',
  'tests/e2e/self-test.test.ts',
  'tests/e2e/backup.test.ts',
]

/** The order of a run that knows nothing of earlier ones: vitest's own goes by the size of files. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((file) => moduleId.endsWith(`/${file}`))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}
