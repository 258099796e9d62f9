/** What other layers may use of this folder. */
export { figuresAt, noLiveFacts } from './node-figures.ts'
export { readNodeHistory, type NodeHistory } from './node-history.ts'
export { readLastReport, type LastReport } from './last-report.ts'
export { readReportState } from './report-state.ts'
export { readNodeDays, type NodeDays, type SpanFigures } from './node-days.ts'
export { clearCrowd, reportWaitMs } from './clear-reports.ts'
export { addReport, openReport, openReportByName, type ReportSession } from './reports.ts'
