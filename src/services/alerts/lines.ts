import type { ChannelLanguage } from '../../contract/channels.ts'
import type { DueItem } from '../../domain/alerts/index.ts'
import { dayMs } from '../../domain/values/index.ts'
import type { LastReport } from '../../store/reports/index.ts'
import { clockWords, lengthWords, type NamedNode, plainWords, reasonWords } from './words.ts'

/** What a line is written for. */
export type LineScene = {
  readonly language: ChannelLanguage
  readonly nowMs: number
  readonly zoneMs: number
}

/** What is said of a node or the site: what, since when, why, and what to do. One sentence or two, without a link. */
export function lineOf(item: DueItem, node: NamedNode | undefined, scene: LineScene): string {
  const { word, kind, why } = item
  if (word === 'event') return plainWords(scene.language, kind, node?.name ?? '', why)
  const isEnglish = scene.language === 'en'
  if (node === undefined) return isEnglish ? siteEn(item, scene) : siteZh(item, scene)
  return isEnglish ? nodeEn(item, node, scene) : nodeZh(item, node, scene)
}

function nodeZh(item: DueItem, { name, port, lastReport }: NamedNode, scene: LineScene): string {
  const { word, kind, why, ms, endMs } = item
  const at = (time: number): string => clockWords(time, scene.nowMs, scene.zoneMs)
  const length = (time: number): string => lengthWords('zh-CN', time)
  const isChecked = kind === 'unreachable'
  const state = isChecked ? '无法连接' : '离线'
  switch (word) {
    case 'down': {
      if (isChecked) {
        const reason = reasonWords('zh-CN', why)
        const behind = reason === '' ? '' : `：${reason}`
        const check =
          port === 0 ? '防火墙和 easytier-core 是否在监听' : `防火墙和 easytier-core 是否监听 ${port}`
        const first = `${name} 自 ${at(ms)} 起无法连接${behind}。`
        if (lastReport === undefined) return `${first}请检查主机、${check}。`
        return isReporting(lastReport, ms)
          ? `${first}上报仍正常，请检查${check}。`
          : `${first}最后一次上报 ${at(lastReport.ms)}，请检查主机是否开机、网络是否正常，以及${check}。`
      }
      return why === 'said'
        ? `${name} 自 ${at(ms)} 起离线：上报程序称 easytier-core 未运行。请登录主机查看 easytier-core。`
        : `${name} 自 ${at(ms)} 起离线：没有收到上报。请检查主机是否开机、网络是否正常、上报程序是否在运行。`
    }
    case 'up':
      return `${name} 已于 ${at(endMs)} 恢复，中断 ${length(endMs - ms)}。`
    case 'passed':
      return `${name} 曾在 ${at(ms)} 至 ${at(endMs)} ${state}（${length(endMs - ms)}），现已恢复。`
    case 'flapping':
      return `${name} 反复断开和恢复（一小时内超过 4 次），稳定半小时后再通知。请检查网络质量和主机负载。`
    case 'still':
      return `${name} 仍然${state}，已超过 ${daysOf(item, scene)} 天。`
    default:
      return ''
  }
}

function nodeEn(item: DueItem, { name, port, lastReport }: NamedNode, scene: LineScene): string {
  const { word, kind, why, ms, endMs } = item
  const at = (time: number): string => clockWords(time, scene.nowMs, scene.zoneMs)
  const length = (time: number): string => lengthWords('en', time)
  const isChecked = kind === 'unreachable'
  const state = isChecked ? 'unreachable' : 'offline'
  switch (word) {
    case 'down': {
      if (isChecked) {
        const reason = reasonWords('en', why)
        const behind = reason === '' ? '' : `: ${reason}`
        const check = `the firewall, and whether easytier-core ${port === 0 ? 'listens' : `listens on ${port}`}`
        const first = `${name} has been unreachable since ${at(ms)}${behind}.`
        if (lastReport === undefined) return `${first} Check the machine, ${check}.`
        return isReporting(lastReport, ms)
          ? `${first} It still reports: check ${check}.`
          : `${first} Its last report came at ${at(lastReport.ms)}: check that the machine is on and has a network, ${check}.`
      }
      return why === 'said'
        ? `${name} has been offline since ${at(ms)}: its reporter says that easytier-core does not run. Sign in to the machine and look at easytier-core.`
        : `${name} has been offline since ${at(ms)}: no report has come. Check that the machine is on, has a network, and runs the reporter.`
    }
    case 'up':
      return `${name} is back since ${at(endMs)}, after ${length(endMs - ms)}.`
    case 'passed':
      return `${name} was ${state} from ${at(ms)} to ${at(endMs)} (${length(endMs - ms)}) and is back.`
    case 'flapping':
      return `${name} comes and goes (more than 4 changes within an hour). You will hear of it again when it has been steady for half an hour. Check its network and its load.`
    case 'still':
      return `${name} is still ${state}, for more than ${daysOf(item, scene)} d.`
    default:
      return ''
  }
}

/** Whether a node that nobody can join has said since then that it is online. */
function isReporting({ ms, online }: LastReport, sinceMs: number): boolean {
  return online && ms > sinceMs
}

/** Whole days since it began, as near as the item tells: its own time is so many days later. */
function daysOf({ ms, endMs }: DueItem, { nowMs }: LineScene): number {
  return Math.max(1, Math.round((endMs > 0 ? ms - endMs : nowMs - ms) / dayMs))
}

function siteZh({ word, kind, ms, endMs, why }: DueItem, scene: LineScene): string {
  const at = (time: number): string => clockWords(time, scene.nowMs, scene.zoneMs)
  const isClock = kind === 'clock_stopped'
  const place = why === '' ? '检测服务' : `检测点“${why}”`
  const what = isClock ? '站点的定时任务停止' : `${place}的结果不可信`
  const meanwhile = isClock || why === '' ? '期间不发送节点告警' : '期间它的失败不计入节点状态'
  if (word === 'up' || word === 'passed') {
    return `${what}：${at(ms)} 至 ${at(endMs)}（${lengthWords('zh-CN', endMs - ms)}），现已恢复。`
  }
  return `${what}，自 ${at(ms)} 起。${meanwhile}，请检查${isClock ? '定时任务' : '它的网络'}。`
}

function siteEn({ word, kind, ms, endMs, why }: DueItem, scene: LineScene): string {
  const at = (time: number): string => clockWords(time, scene.nowMs, scene.zoneMs)
  const isClock = kind === 'clock_stopped'
  const place = why === '' ? 'The checker' : `The place “${why}”`
  const what = isClock ? 'The clock of the site stood still' : `${place} cannot be trusted`
  if (word === 'up' || word === 'passed') {
    return `${what} from ${at(ms)} to ${at(endMs)} (${lengthWords('en', endMs - ms)}); all is well again.`
  }
  const meanwhile =
    isClock || why === ''
      ? 'No alerts about nodes are sent meanwhile'
      : 'Its failures count for no node meanwhile'
  return `${what} since ${at(ms)}. ${meanwhile}; check ${isClock ? 'the clock' : 'its network'}.`
}
