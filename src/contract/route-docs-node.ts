import { Message } from './auth.ts'
import { CheckResult } from './check.ts'
import { exampleCheckOnline, exampleNodeBody, exampleOwnNode } from './examples.ts'
import * as node from './node.ts'
import type { DocsOf } from './route-docs.ts'
import type { nodeRoutes } from './routes-node.ts'

const nodeParams = { id: '1' }

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
    example: { params: nodeParams, answer: { node: exampleOwnNode } },
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
      zh: '重新生成上报令牌,旧令牌还能用 1 小时',
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
} as const satisfies DocsOf<typeof nodeRoutes>
