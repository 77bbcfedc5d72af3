import { Button } from 'antd'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import type { Project, TeamDetail } from '@/api/types'
import { Block } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { NameDialog } from './NameDialog'
import { manages } from './roles'
import styles from './Teams.module.css'
import { useChange, useConfirm } from './useChange'

/** What the keys of a team are told apart by. */
export function Projects({ detail }: { detail: TeamDetail }) {
  const t = useT()
  const confirm = useConfirm()
  const [adding, setAdding] = useState(false)
  const { team, projects } = detail
  const mayManage = manages(team.role)
  const add = useChange((name: string) => api.post<Project>(`/api/teams/${team.id}/projects`, { name }))
  const remove = useChange((id: string) => api.delete(`/api/teams/${team.id}/projects/${id}`))
  return (
    <Block
      title={t('teams.projects')}
      text={t('teams.projectsText')}
      testId="team-projects"
      action={
        mayManage && (
          <Button icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => setAdding(true)} data-testid="project-add">
            {t('teams.addProject')}
          </Button>
        )
      }
    >
      {projects.length ? (
        <ul className={styles.list}>
          {projects.map((project) => (
            <li key={project.id} className={styles.row} data-testid="project-row">
              <div className={styles.who}>
                <strong>{project.name}</strong>
              </div>
              <span />
              {mayManage ? (
                <Button
                  type="text"
                  icon={<Trash2 size={16} strokeWidth={1.75} aria-hidden />}
                  aria-label={t('teams.deleteProject', { name: project.name })}
                  onClick={() =>
                    confirm(
                      { title: t('teams.deleteProjectTitle', { name: project.name }), text: t('teams.deleteProjectText'), ok: t('common.delete'), testId: 'confirm-project' },
                      () => remove.mutateAsync(project.id),
                    )
                  }
                />
              ) : (
                <span />
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className={styles.nothing}>{t('teams.noProjects')}</p>
      )}
      {adding && <NameDialog title={t('teams.addProject')} ok={t('teams.addProject')} onSave={add.mutateAsync} onClose={() => setAdding(false)} />}
    </Block>
  )
}
