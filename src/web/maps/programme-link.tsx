import { IconTargetArrow } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';

/** To the opportunities of all maps. */
export function ProgrammeLink() {
  const t = useTranslations('programme');
  return (
    <Link to="/programme" className="button">
      <IconTargetArrow size={15} stroke={1.9} aria-hidden />
      {t('title')}
    </Link>
  );
}
