import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { complaintReasons, type ComplaintReason } from '../../../contract/vocabulary.ts'
import { Dialog } from '../../components/dialog.tsx'
import { showOver } from '../../components/over.tsx'
import { t } from '../../i18n/node.ts'
import { sendComplaint, type Outcome } from './send-complaint.ts'

/** Asks what is wrong with a node and tells the administrators. */
export function showReport(id: number): void {
  showOver((close) => <ReportDialog id={id} onClose={close} />)
}

function ReportDialog({ id, onClose }: { id: number; onClose: () => void }): JSX.Element {
  const [reason, setReason] = useState<ComplaintReason>('unreachable')
  const [text, setText] = useState('')
  const [outcome, setOutcome] = useState<Outcome | 'busy' | undefined>()
  const send = async (): Promise<void> => {
    setOutcome('busy')
    setOutcome(await sendComplaint(id, { reason, text: text.trim() }))
  }
  const isDone = outcome === 'sent'
  return (
    <Dialog title={t('reportNode')} onClose={onClose}>
      {isDone ? null : (
        <>
          <fieldset class="field" role="radiogroup">
            <legend>{t('reportWhat')}</legend>
            {complaintReasons.map((one) => (
              <div key={one}>
                <label class="check">
                  <input
                    type="radio"
                    name="report-reason"
                    checked={reason === one}
                    onChange={() => setReason(one)}
                  />
                  {t(`report_${one}`)}
                </label>
              </div>
            ))}
          </fieldset>
          <div class="field">
            <label for="report-text">{t('reportMore')}</label>
            <textarea
              id="report-text"
              class="input"
              rows={3}
              maxLength={500}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </div>
        </>
      )}
      <p class="small" role="status">
        {outcome === undefined ? '' : t(`report_is_${outcome}`)}
      </p>
      <div class="dialog-end">
        <button type="button" class="btn" onClick={onClose}>
          {t('close')}
        </button>
        {isDone ? null : (
          <button
            type="button"
            class="btn btn-main"
            disabled={outcome === 'busy'}
            onClick={() => void send()}
          >
            {t('reportSend')}
          </button>
        )}
      </div>
    </Dialog>
  )
}
