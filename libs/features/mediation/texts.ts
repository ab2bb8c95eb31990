import type { Day } from '#libs/kernel';
import { dayText, type Language } from '#libs/letters';

/**
 * What is written to the third party and to the owner. The texts to the third party take nothing of the owner: not even
 * the type of these functions lets anything of the owner in (P15).
 */
export type ToThirdParty = 'told' | 'neutral' | 'owner-writes';

/** What becomes of the third party's data once it is answered: unreadable now, or after the owner's last day to read it. */
const GONE: Readonly<Record<Language, string>> = {
  nl: 'Uw gegevens worden nu onleesbaar gemaakt.',
  fr: 'Vos données sont maintenant rendues illisibles.',
  en: 'Your data is now made unreadable.',
};
const KEPT: Readonly<Record<Language, (day: string) => string>> = {
  nl: day =>
    `Om u te kunnen schrijven kan de eigenaar uw naam, e-mailadres en bericht tot en met ${day} bij ons lezen. Daarna worden ze onleesbaar gemaakt.`,
  fr: day =>
    `Pour pouvoir vous écrire, le titulaire peut lire chez nous votre nom, votre adresse e-mail et votre message jusqu'au ${day} inclus. Ensuite ils sont rendus illisibles.`,
  en: day =>
    `To be able to write to you, the owner can read your name, e-mail address and message here until the end of ${day}. After that they are made unreadable.`,
};

const TO_THIRD_PARTY: Readonly<Record<Language, Readonly<Record<ToThirdParty, string>>>> = {
  nl: {
    told: 'Wij delen geen gegevens van domeineigenaars mee, en zeggen ook niet of wij die hebben. Is de eigenaar van de domeinnaam ons bekend, dan geven wij uw naam en bericht door en kiest de eigenaar vrij of er contact komt; wie daarvoor kiest, krijgt ook uw e-mailadres. Uw gegevens dienen enkel hiervoor en worden op het einde onleesbaar gemaakt.',
    neutral:
      'Wij hebben uw vraag behandeld zoals ons privacybeleid zegt. Wij kunnen niet meedelen of er een eigenaar werd ingelicht of wat die heeft gekozen.',
    'owner-writes':
      'De eigenaar van de domeinnaam werd ingelicht en koos ervoor zelf contact met u op te nemen. Meer kunnen wij niet meedelen.',
  },
  fr: {
    told: "Nous ne communiquons aucune donnée des titulaires de noms de domaine et ne disons pas non plus si nous en avons. Si le titulaire du nom de domaine nous est connu, nous lui transmettons votre nom et votre message, et il choisit librement de prendre contact ou non ; s'il le choisit, il reçoit aussi votre adresse e-mail. Vos données ne servent qu'à cela et sont rendues illisibles à la fin.",
    neutral:
      "Nous avons traité votre demande comme le prévoit notre politique de confidentialité. Nous ne pouvons dire si un titulaire a été informé ni ce qu'il a choisi.",
    'owner-writes':
      'Le titulaire du nom de domaine a été informé et a choisi de prendre lui-même contact avec vous. Nous ne pouvons rien communiquer de plus.',
  },
  en: {
    told: 'We disclose no data of owners of domain names, nor whether we hold any. If the owner of the domain name is known to us, we pass on your name and message, and the owner is free to get in touch or not; an owner who chooses to also gets your e-mail address. Your data serves this alone and is made unreadable at the end.',
    neutral:
      'We have handled your question as our privacy policy says. We cannot tell whether an owner was informed, nor what the owner chose.',
    'owner-writes':
      'The owner of the domain name was informed and chose to get in touch with you. We cannot tell more.',
  },
};

/** @param keptUntil last day on which the owner who chose to make contact reads what the third party gave */
export function textToThirdParty(text: ToThirdParty, language: Language, keptUntil?: Day): string {
  const said = TO_THIRD_PARTY[language][text];
  if (text === 'told') return said;
  const then = keptUntil === undefined ? GONE[language] : KEPT[language](dayText(keptUntil, language));
  return `${said} ${then}`;
}

/** To the owner, with the third party's data after it. */
export const TO_OWNER: Readonly<Record<Language, string>> = {
  nl: 'Iemand zoekt contact met u over uw domeinnaam. Wij gaven niets over u door, ook niet dat u bij ons klant bent. U kiest vrij of u contact opneemt; u hoeft niets te doen en kunt van gedachte veranderen zolang wij de vraag niet hebben beantwoord.',
  fr: "Quelqu'un cherche à vous contacter au sujet de votre nom de domaine. Nous n'avons rien communiqué à votre sujet, pas même que vous êtes client. Vous choisissez librement de prendre contact ; vous ne devez rien faire et pouvez changer d'avis tant que nous n'avons pas répondu à la demande.",
  en: 'Somebody seeks contact with you about your domain name. We have told nothing about you, not even that you are a customer. You are free to get in touch or not; you need do nothing, and may change your mind for as long as we have not answered the question.',
};
