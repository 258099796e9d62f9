import type { JSX } from 'preact'

/** Stands for the list until the first answer: rows of the height that the real ones will have. */
export function SkeletonList(): JSX.Element {
  return (
    <div class="list-bones" aria-hidden="true">
      <div class="toolbar">
        <span class="bone bone-title" />
      </div>
      <div class="card table">
        <div class="bone-head" />
        {Array.from({ length: 12 }, (_, index) => (
          <div key={index} class="bone-row">
            <i />
            <i />
            <i />
            <i />
            <i />
          </div>
        ))}
      </div>
    </div>
  )
}
