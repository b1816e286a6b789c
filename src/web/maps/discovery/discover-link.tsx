import { IconRoute } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';

/** To the page that draws a map from what people did. */
export function DiscoverLink() {
  const t = useTranslations('discovery');
  return (
    <Link to="/discover" className="button">
      <IconRoute size={15} stroke={1.9} aria-hidden />
      {t('open')}
    </Link>
  );
}
