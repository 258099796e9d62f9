import { causes } from './check-causes.ts'

/** What checks from outside found of a node, as its visitors read it. */
export const checks = {
  checks: '检测与上报',
  checksBoth: '上报在线，也能连上',
  checksSilent: '能连上，但已 {d}没有上报',
  checksBare: '能连上，没有上报程序',
  checksOffline: '上报离线，但能连上',
  checksUnreachable: '上报在线，但连不上：{why}，自 {t} 起',
  checksDown: '没有上报，也连不上：{why}，自 {t} 起',
  checksRefused: '有应答，但不接受外来网络，不分配给客户端',
  checksSome: '部分检测点连不上：{why}，自 {t} 起',
  checksNone: '近一小时没有检测',
  checkOwn: '本站',
  checkJoined: '已连上',
  checkRefused: '有应答，不接受外来网络',
  checkFailed: '{why}，自 {t} 起',
  checkUnlooked: '近一小时没有检测',
  latencyMeasured: '延迟（检测所得）',
  latencySaid: '延迟（节点自称）',
  latencyFigure: '中位 {m} · 95 分位 {p}',
  latencyNone: '这段时间没有测到',
  latencyRange: '时间范围',
  latencyPlace: '检测点',
  everyPlace: '全部检测点',
  chartMeasured: '检测延迟折线图',
  ...causes,
} as const
