import * as v from 'valibot'
import { amount, count, email, rawText, text } from './fields.ts'
import { limits } from './limits.ts'

/** What a node reporter sends. `reported_traffic` is an increment in GB; `total_traffic` with `boot_id` is cumulative instead. */
export const ReportBody = v.pipe(
  v.object({
    node_name: v.optional(text('节点名称', limits.nodeNameCharsMax, 1)),
    email: v.optional(email),
    token: rawText('token', 256, 1),
    current_bandwidth: v.optional(amount('current_bandwidth', limits.bandwidthMax)),
    reported_traffic: v.optional(amount('reported_traffic', limits.reportTrafficMax)),
    total_traffic: v.optional(amount('total_traffic', limits.totalTrafficMax)),
    boot_id: v.optional(text('boot_id', 64, 1)),
    connection_count: v.optional(count('connection_count', limits.connectionCountMax)),
    status: v.optional(v.picklist(['online', 'offline'], 'status 须为 online 或 offline')),
    report_id: v.optional(text('report_id', limits.reportIdCharsMax, 1)),
    tier_bandwidth: v.optional(amount('tier_bandwidth', limits.bandwidthMax)),
    latency_ms: v.optional(amount('latency_ms', limits.latencyMsMax)),
    easytier_version: v.optional(text('easytier_version', limits.versionCharsMax)),
    uptime_seconds: v.optional(amount('uptime_seconds', limits.uptimeSecondsMax)),
    /** A random id of the installation, beside boot_id: tells two machines on one token apart. */
    install_id: v.optional(text('install_id', 64, 1)),
    /** The interval that the reporter keeps; without it it is learnt. */
    report_interval_s: v.optional(count('report_interval_s', limits.reportIntervalSecondsMax)),
  }),
  v.forward(
    v.partialCheck(
      [['total_traffic'], ['boot_id']],
      (body) => (body.total_traffic === undefined) === (body.boot_id === undefined),
      'total_traffic 与 boot_id 须一起提供',
    ),
    ['boot_id'],
  ),
  v.forward(
    v.partialCheck(
      [['total_traffic'], ['reported_traffic']],
      (body) => body.total_traffic === undefined || body.reported_traffic === undefined,
      'reported_traffic 与 total_traffic 只能提供一个',
    ),
    ['total_traffic'],
  ),
)
export type Report = v.InferOutput<typeof ReportBody>

export const ReportAnswer = v.object({
  message: v.string(),
  used_traffic: v.number(),
  max_traffic: v.number(),
  /** ISO time; "" when traffic is never reset. */
  reset_date: v.string(),
  next_report_seconds: v.number(),
  node_id: v.number(),
})
