import { IconTemplate } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';

/** The way to the gallery. */
export function TemplatesLink() {
  const t = useTranslations('mapTemplates');
  return (
    <Link to="/templates" className="button">
      <IconTemplate size={15} stroke={1.9} aria-hidden />
      {t('link')}
    </Link>
  );
}
