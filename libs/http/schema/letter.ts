import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import { LANGUAGES, letterPage, letterPdf, letterText, type Language, type Letter } from '#libs/letters';
import { Describe } from './dto';

/** A letter as it is answered beside other things. */
export class ShownLetter {
  @IsIn(LANGUAGES)
  readonly language!: Language;

  @IsString()
  readonly text!: string;

  @Describe('As a page that prints.')
  @IsString()
  readonly html!: string;

  @Describe('As a PDF for paper and archive, in base64; where it was asked for.')
  @IsOptional()
  @IsString()
  readonly pdf?: string;
}

/** How a letter is asked for beside other things. */
export class AskedLetter {
  @Describe('The letter as a PDF too.')
  @IsOptional()
  @IsBoolean()
  readonly pdf?: boolean;
}

export async function shownLetter(letter: Letter, { pdf }: AskedLetter): Promise<ShownLetter> {
  return {
    language: letter.language,
    text: letterText(letter),
    html: letterPage(letter),
    ...(pdf && { pdf: (await letterPdf(letter)).toString('base64') }),
  };
}
