import { dayText, weekdayText, type Language, type Texts } from '#libs/letters';
import type { Step } from './due';
import type { NotWorking } from './period';

const WHY: Readonly<Record<NotWorking, Texts>> = {
  saturday: { nl: 'een zaterdag', fr: 'un samedi', en: 'a Saturday' },
  sunday: { nl: 'een zondag', fr: 'un dimanche', en: 'a Sunday' },
  holiday: { nl: 'een feestdag', fr: 'un jour férié', en: 'a public holiday' },
};

/** The steps of a due date as one line: "received Saturday 31 January 2026 → … → due Monday 2 March 2026". */
export function trailText(trail: readonly Step[], language: Language): string {
  return trail.map(step => stepText(step, language)).join(' → ');
}

function stepText(step: Step, language: Language): string {
  return sentences(
    step,
    day => dayText(day, language),
    day => weekdayText(day, language),
  )[language];
}

function sentences(step: Step, short: (day: string) => string, long: (day: string) => string): Texts {
  switch (step.rule) {
    case 'received': {
      const day = long(step.day);
      return { nl: `ontvangen op ${day}`, fr: `reçu le ${day}`, en: `received ${day}` };
    }
    case 'month':
    case 'extended': {
      const { months } = step;
      const day = short(step.day);
      const last = step.lastOfMonth;
      return {
        nl: `${step.rule === 'extended' ? 'verlengd: ' : ''}${months === 1 ? 'één maand' : `${months} maanden`}: tot en met ${day}${last ? ' (laatste dag van de maand)' : ''}`,
        fr: `${step.rule === 'extended' ? 'prolongé : ' : ''}${months === 1 ? 'un mois' : `${months} mois`} : jusqu'au ${day} inclus${last ? ' (dernier jour du mois)' : ''}`,
        en: `${step.rule === 'extended' ? 'extended: ' : ''}${months === 1 ? 'one month' : `${months} months`}: to ${day} inclusive${last ? ' (last day of the month)' : ''}`,
      };
    }
    case 'paused': {
      const [asked, answered, day] = [short(step.asked), short(step.answered), short(step.day)];
      return {
        nl: `bewijs gevraagd op ${asked}, ontvangen op ${answered}: ${step.days} dagen later, ${day}`,
        fr: `preuve demandée le ${asked}, reçue le ${answered} : ${step.days} jours plus tard, ${day}`,
        en: `proof asked on ${asked}, received on ${answered}: ${step.days} days later, ${day}`,
      };
    }
    case 'standing-still': {
      const asked = short(step.asked);
      return {
        nl: `de termijn staat stil sinds op ${asked} bewijs werd gevraagd`,
        fr: `le délai est suspendu depuis qu'une preuve a été demandée le ${asked}`,
        en: `the clock stands still since proof was asked on ${asked}`,
      };
    }
    case 'asked-late': {
      const asked = short(step.asked);
      return {
        nl: `bewijs te laat gevraagd (${asked}): de termijn loopt door`,
        fr: `preuve demandée trop tard (${asked}) : le délai continue à courir`,
        en: `proof asked too late (${asked}): the clock runs on`,
      };
    }
    case 'not-working': {
      const day = short(step.day);
      const why = WHY[step.why];
      return { nl: `${day} is ${why.nl}`, fr: `le ${day} est ${why.fr}`, en: `${day} is ${why.en}` };
    }
    case 'holidays-unknown':
      return {
        nl: `feestdagen van ${step.year} nog niet bekend`,
        fr: `jours fériés de ${step.year} pas encore connus`,
        en: `public holidays of ${step.year} not known yet`,
      };
    case 'due': {
      const day = long(step.day);
      return { nl: `uiterlijk ${day}`, fr: `au plus tard le ${day}`, en: `due ${day}` };
    }
  }
}
