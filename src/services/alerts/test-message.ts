import type { ServiceContext } from '../context/context.ts'
import { siteOrigin } from '../context/origin.ts'
import type { Message } from '../notify/message.ts'
import { siteNameIn } from '../system/site-settings.ts'
import type { ChannelRecord } from '../../store/alerts/index.ts'
import { loadSettings } from '../../store/system/index.ts'

/** What a channel is tried with. */
export async function testMessage(
  ctx: ServiceContext,
  { language, name }: Pick<ChannelRecord, 'language' | 'name'>,
): Promise<Message> {
  const siteName = siteNameIn(await loadSettings(ctx), language)
  const url = `${await siteOrigin(ctx)}/`
  const isEnglish = language === 'en'
  const title = isEnglish ? `Test message · ${siteName}` : `测试消息 · ${siteName}`
  const text = isEnglish
    ? `The alert channel "${name}" works: this is where you will hear when a node is down.`
    : `告警渠道“${name}”可用：节点异常时将在这里通知你。`
  return {
    language,
    title,
    text,
    url,
    isUrgent: false,
    changes: [
      {
        event: 'test',
        node: null,
        state: 'info',
        since: new Date(ctx.clock()).toISOString(),
        message: text,
        url,
      },
    ],
  }
}
