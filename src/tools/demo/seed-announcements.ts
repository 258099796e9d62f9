import { dayMs, hourMs, minuteMs } from '../../contract/time.ts'
import {
  createAnnouncement,
  listAnnouncements,
  updateAnnouncement,
} from '../../services/announcements/index.ts'
import type { ServiceContext } from '../../services/context/index.ts'

type Step = { readonly atMs: number; readonly run: (ctx: ServiceContext) => Promise<unknown> }

/** The newest announcement, which an update is of. */
async function newest(ctx: ServiceContext): Promise<string> {
  return (await listAnnouncements(ctx, {})).announcements[0]?.id ?? ''
}

/** An incident of last week that is over, and work that is planned for later than the banner tells. */
export function announcementSteps(nowMs: number): readonly Step[] {
  const fromMs = nowMs - 6 * dayMs
  return [
    {
      atMs: fromMs,
      run: (ctx) =>
        createAnnouncement(ctx, {
          tone: 'incident',
          title: '华东部分节点无法连接',
          details: '上海机房的一条线路中断，正在与机房核实。\n已经连上的不受影响。',
          starts_at: '',
          ends_at: '',
          affected_nodes: [],
          affected_regions: ['domestic'],
        }),
    },
    {
      atMs: fromMs + 25 * minuteMs,
      run: async (ctx) =>
        updateAnnouncement(ctx, await newest(ctx), { update: '机房确认光缆被挖断，正在抢修。' }),
    },
    {
      atMs: fromMs + 3 * hourMs,
      run: async (ctx) => updateAnnouncement(ctx, await newest(ctx), { update: '线路已恢复。', resolved: 1 }),
    },
    {
      atMs: nowMs - dayMs,
      run: (ctx) =>
        createAnnouncement(ctx, {
          tone: 'maintenance',
          title: '升级存储',
          details: '期间列表可能晚几分钟更新，节点不受影响。',
          starts_at: new Date(nowMs + 3 * dayMs).toISOString(),
          ends_at: new Date(nowMs + 3 * dayMs + 2 * hourMs).toISOString(),
          affected_nodes: [],
          affected_regions: [],
        }),
    },
  ]
}
