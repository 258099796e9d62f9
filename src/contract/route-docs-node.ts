import { Message } from './auth.ts'
import { CheckResult } from './check.ts'
import { exampleCheckOnline, exampleNodeBody, exampleOwnNode } from './examples.ts'
import * as listing from './listing.ts'
import * as node from './node.ts'
import type { DocsOf } from './route-docs.ts'
import type { nodeRoutes } from './routes-node.ts'

const nodeParams = { id: '1' }

const exampleSpan = {
  uptime: 100,
  bandwidth: 42.5,
  bandwidth_max: 88,
  connections: 31.2,
  connections_max: 47,
  latency_ms: 32,
  traffic: 12.5,
}

export const nodeDocs = {
  myNodes: {
    tag: 'nodes',
    summary: { zh: '获取我的节点列表', en: 'My nodes' },
    answer: node.MyNodesAnswer,
    errors: [],
    example: { answer: { nodes: [exampleOwnNode], total: 1 } },
  },
  allNodes: {
    tag: 'nodes',
    summary: { zh: '获取全部节点(管理员)', en: 'All nodes (administrators)' },
    answer: node.AllNodesAnswer,
    errors: [],
    example: {
      query: { q: '北京', page: '1', per_page: '50' },
      answer: { nodes: [exampleOwnNode], total: 1 },
    },
  },
  createNode: {
    tag: 'nodes',
    summary: { zh: '创建节点', en: 'Create a node' },
    answer: node.NodeCreatedAnswer,
    errors: ['node_name_taken', 'node_limit', 'rate_limited'],
    example: {
      body: exampleNodeBody,
      answer: {
        message: '节点创建成功',
        node_id: 1,
        node: { ...exampleOwnNode, report_token: 'etr_00000000001_0123456789abcdef0123456789abcdef' },
      },
    },
  },
  getNode: {
    tag: 'nodes',
    summary: { zh: '获取节点', en: 'One of my nodes' },
    answer: node.NodeAnswer,
    errors: ['node_not_found', 'node_forbidden', 'totp_enrolment_required'],
    example: {
      params: nodeParams,
      answer: { node: { ...exampleOwnNode, listing: 'listed', listing_reason: '' } },
    },
  },
  nodeHistory: {
    tag: 'nodes',
    summary: {
      zh: '我的节点最近 24 小时与 90 天的数据',
      en: 'Figures of one of my nodes, 24 hours and 90 days',
    },
    answer: node.NodeHistoryAnswer,
    errors: ['node_not_found', 'node_forbidden', 'totp_enrolment_required'],
    example: {
      params: nodeParams,
      answer: {
        uptime: { h24: 100, d7: 99.95, d30: 99.98, d90: 99.98 },
        slots: [{ at: '2026-11-22T05:50:00.000Z', ...exampleSpan }],
        days: [{ date: '2026-11-22', ...exampleSpan }],
      },
    },
  },
  updateNode: {
    tag: 'nodes',
    summary: { zh: '更新节点', en: 'Change a node' },
    answer: node.NodeUpdatedAnswer,
    errors: [
      'node_not_found',
      'node_update_forbidden',
      'totp_enrolment_required',
      'node_name_taken',
      'revision_conflict',
    ],
    example: {
      params: nodeParams,
      body: { tier_bandwidth: 200 },
      answer: {
        message: '节点更新成功',
        node_id: 1,
        node: { ...exampleOwnNode, tier_bandwidth: 200, revision: 2 },
      },
    },
  },
  deleteNode: {
    tag: 'nodes',
    summary: { zh: '删除节点', en: 'Delete a node' },
    answer: Message,
    errors: ['node_not_found', 'node_delete_forbidden', 'totp_enrolment_required', 'rate_limited'],
    example: { params: nodeParams, answer: { message: '节点删除成功' } },
  },
  regenerateToken: {
    tag: 'nodes',
    summary: {
      zh: '重新生成上报令牌，旧令牌还能用 1 小时',
      en: 'Create a new report token; the old one remains valid for one more hour',
    },
    answer: node.TokenAnswer,
    errors: ['node_not_found', 'node_update_forbidden', 'totp_enrolment_required'],
    example: {
      params: nodeParams,
      answer: {
        message: '令牌已重新生成',
        node_id: 1,
        report_token: 'etr_00000000001_0123456789abcdef0123456789abcdef',
        node: { ...exampleOwnNode, report_token: 'etr_00000000001_0123456789abcdef0123456789abcdef' },
      },
    },
  },
  checkNode: {
    tag: 'nodes',
    summary: { zh: '立即检测我的节点', en: 'Check one of my nodes now' },
    answer: CheckResult,
    errors: ['node_not_found', 'node_forbidden', 'totp_enrolment_required', 'rate_limited'],
    example: { params: nodeParams, answer: exampleCheckOnline },
  },
  complain: {
    tag: 'public',
    summary: { zh: '举报节点', en: 'Tell the administrators about a node' },
    answer: Message,
    errors: ['node_not_found', 'proof_required', 'proof_invalid', 'rate_limited'],
    example: {
      params: nodeParams,
      body: { reason: 'unreachable', text: '连接被拒绝' },
      answer: { message: '举报已提交，管理员会处理' },
    },
  },
  listingQueue: {
    tag: 'nodes',
    summary: {
      zh: '待处理的节点：被举报、待审核、已拒绝或已隐藏',
      en: 'Nodes that wait for an administrator',
    },
    answer: listing.QueueAnswer,
    errors: [],
    example: {
      answer: {
        entries: [
          {
            id: 1,
            node_name: '示例节点',
            owner_email: 'user@example.com',
            created_at: '2026-11-04T00:00:00.000Z',
            listing: 'unapproved',
            complaints: [{ at: '2026-11-05T00:00:00.000Z', reason: 'unreachable', text: '连接被拒绝' }],
            complaints_total: 1,
          },
        ],
        total: 1,
      },
    },
  },
  judgeNode: {
    tag: 'nodes',
    summary: {
      zh: '审核节点：通过、拒绝（原因邮件告知）、隐藏、重新显示、忽略举报',
      en: 'Approve, refuse (the reason is mailed), hide or show a node, or dismiss what was said of it',
    },
    answer: listing.VerdictAnswer,
    errors: ['node_not_found', 'totp_enrolment_required'],
    example: {
      params: nodeParams,
      body: { verdict: 'refuse', reason: '地址无法连接' },
      answer: { message: '已处理', mailed: true },
    },
  },
} as const satisfies DocsOf<typeof nodeRoutes>
