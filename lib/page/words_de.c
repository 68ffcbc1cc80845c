/* SPDX-License-Identifier: Apache-2.0 */
/* German. */
#include "page/words.h"

static const oas_word_t rows[] = {
    /* what happened */
    {"Sign-in was cancelled", "Die Anmeldung wurde abgebrochen"},
    {"The sign-in service says that access was not granted. If that was not what you wanted, try again.",
     "Der Anmeldedienst meldet, dass der Zugriff nicht erlaubt wurde. Wenn Sie das nicht wollten, versuchen Sie es noch "
     "einmal."},
    {"This account may not sign in here", "Dieses Konto darf sich hier nicht anmelden"},
    {"The sign-in service knows you, but this site is for others only. Try again with another account, or ask the people "
     "who run this site.",
     "Der Anmeldedienst kennt Sie, aber diese Website ist nur für andere da. Versuchen Sie es mit einem anderen Konto, oder"
     " fragen Sie die Betreiber der Website."},
    {"Your browser did not send our cookie back", "Ihr Browser hat unser Cookie nicht zurückgeschickt"},
    {"To sign in, your browser has to keep a small cookie of this site for a few minutes, and this time it did not come "
     "back. Allow cookies for this site, or open the page in the browser in which you began, and try again.",
     "Für die Anmeldung muss Ihr Browser ein kleines Cookie dieser Website einige Minuten lang behalten, und diesmal kam es"
     " nicht zurück. Erlauben Sie Cookies für diese Website, oder öffnen Sie die Seite in dem Browser, in dem Sie begonnen "
     "haben, und versuchen Sie es noch einmal."},
    {"You signed in more than once within a minute, and each time your browser came back without the cookie that says so. "
     "Allow cookies for this site, and try again in a minute.",
     "Sie haben sich innerhalb einer Minute mehrmals angemeldet, und jedes Mal kam Ihr Browser ohne das Cookie zurück, das "
     "dies festhält. Erlauben Sie Cookies für diese Website, und versuchen Sie es in einer Minute noch einmal."},
    {"The sign-in service can not sign you in as this site asks",
     "Der Anmeldedienst kann Sie nicht so anmelden, wie diese Website es verlangt"},
    {"This site asks for a stronger sign-in than the service has for you. Try again with another account or another device,"
     " or tell the people who run this site.",
     "Diese Website verlangt eine stärkere Anmeldung, als der Dienst für Sie hat. Versuchen Sie es mit einem anderen Konto "
     "oder einem anderen Gerät, oder wenden Sie sich an die Betreiber der Website."},
    {"A stronger sign-in is needed", "Eine stärkere Anmeldung ist nötig"},
    {"The page you want to see is for people who signed in lately, or in a safer way. You were just asked to, and the sign-"
     "in service did not do what this site asked of it. Try again; if it happens again, tell the people who run this site.",
     "Die gewünschte Seite ist für Personen, die sich vor Kurzem oder auf sicherere Weise angemeldet haben. Sie wurden eben"
     " dazu aufgefordert, aber der Anmeldedienst hat nicht getan, was diese Website von ihm verlangt hat. Versuchen Sie es "
     "noch einmal; geschieht es wieder, wenden Sie sich an die Betreiber der Website."},
    {"This sign-in is over", "Diese Anmeldung ist schon vorbei"},
    {"The address you opened belongs to a sign-in that was finished before. Go on to the page to sign in anew.",
     "Die geöffnete Adresse gehört zu einer Anmeldung, die schon abgeschlossen ist. Gehen Sie weiter zur Seite, um sich neu"
     " anzumelden."},
    {"Too many people are signing in right now", "Gerade melden sich zu viele Personen an"},
    {"Please try again in a few seconds. Who is signed in already is not affected.",
     "Bitte versuchen Sie es in ein paar Sekunden noch einmal. Wer schon angemeldet ist, ist nicht betroffen."},
    {"Nobody can sign in just now", "Im Augenblick kann sich niemand anmelden"},
    {"The people who run this site have stopped sign-ins for a while. Please try again later.",
     "Die Betreiber dieser Website haben Anmeldungen für eine Weile angehalten. Bitte versuchen Sie es später noch einmal."},
    {"This address is a step of signing in", "Diese Adresse ist ein Schritt der Anmeldung"},
    {"It has no use by itself. Open the page you want to see; if it asks you to sign in, it brings you back.",
     "Für sich allein nützt sie nichts. Öffnen Sie die Seite, die Sie sehen möchten; verlangt sie eine Anmeldung, führt "
     "diese Sie wieder zurück."},
    {"The sign-in service refused", "Der Anmeldedienst hat abgelehnt"},
    {"It answered with an error instead of signing you in. Please try again; if it happens again, tell the people who run "
     "this site.",
     "Er hat mit einem Fehler geantwortet, statt Sie anzumelden. Bitte versuchen Sie es noch einmal; geschieht es wieder, "
     "wenden Sie sich an die Betreiber der Website."},
    {"It did not accept this site's request, so you were not sent there. The people who run this site can find the reason "
     "in the server's error log.",
     "Er hat die Anfrage dieser Website nicht angenommen, darum wurden Sie nicht dorthin geschickt. Die Betreiber der "
     "Website finden den Grund im Fehlerprotokoll des Servers."},
    {"It did not accept this site's request, so nobody was signed in. The people who run this site can find the reason in "
     "the server's error log.",
     "Er hat die Anfrage dieser Website nicht angenommen, darum wurde niemand angemeldet. Die Betreiber der Website finden "
     "den Grund im Fehlerprotokoll des Servers."},
    {"Your account is too large for this site", "Ihr Konto ist für diese Website zu groß"},
    {"The sign-in service says more about you than this site can keep, so you were not signed in. Please tell the people "
     "who run this site: they can make room for it, or ask for less.",
     "Der Anmeldedienst sagt mehr über Sie, als diese Website behalten kann, darum wurden Sie nicht angemeldet. Bitte "
     "wenden Sie sich an die Betreiber der Website: Sie können Platz dafür schaffen oder weniger abfragen."},
    {"The sign-in service says more about you than this site can keep, so you were not signed in. Please tell the people "
     "who run this site: they can ask for less.",
     "Der Anmeldedienst sagt mehr über Sie, als diese Website behalten kann, darum wurden Sie nicht angemeldet. Bitte "
     "wenden Sie sich an die Betreiber der Website: Sie können weniger abfragen."},
    {"You are signed in on too many devices", "Sie sind auf zu vielen Geräten angemeldet"},
    {"This site lets everybody be signed in a few times only, and you are already, on other devices or in other browsers. "
     "Sign out there, or wait until you are signed out there, and try again.",
     "Auf dieser Website kann jeder nur einige Male gleichzeitig angemeldet sein, und Sie sind es schon, auf anderen "
     "Geräten oder in anderen Browsern. Melden Sie sich dort ab, oder warten Sie, bis Sie dort abgemeldet werden, und "
     "versuchen Sie es noch einmal."},
    {"Nothing has happened", "Es ist nichts geschehen"},
    {"What you sent did not come from a page of this site. Open the page once more and try again.",
     "Was Sie gesendet haben, kam nicht von einer Seite dieser Website. Öffnen Sie die Seite neu, und versuchen Sie es noch"
     " einmal."},
    {"The page was open for more than an hour, or you have signed in anew since. Open it once more and try again.",
     "Die Seite war länger als eine Stunde offen, oder Sie haben sich seitdem neu angemeldet. Öffnen Sie sie neu, und "
     "versuchen Sie es noch einmal."},
    {"It was not clear which sessions were meant.", "Es war nicht klar, welche Sitzungen gemeint waren."},
    {"There is no such page of the list", "Diese Seite der Liste gibt es nicht"},
    {"Begin at its first page.", "Beginnen Sie auf der ersten Seite."},
    {"This link does not work", "Dieser Link funktioniert nicht"},
    {"Something in the link you followed is not as it should be, so you were not sent to the sign-in service.",
     "Etwas an dem Link, dem Sie gefolgt sind, stimmt nicht, darum wurden Sie nicht zum Anmeldedienst geschickt."},
    {"There is no such sign-in service here", "Diesen Anmeldedienst gibt es hier nicht"},
    {"The link you followed names a sign-in service that this site does not know.",
     "Der Link, dem Sie gefolgt sind, nennt einen Anmeldedienst, den diese Website nicht kennt."},
    {"This is no account", "Das ist kein Konto"},
    {"Type it as you would type an address of a mail, or as the address of your page.",
     "Geben Sie es ein wie eine E-Mail-Adresse oder wie die Adresse Ihrer Seite."},
    {"Accounts of this kind can not sign in here", "Konten dieser Art können sich hier nicht anmelden"},
    {"This site does not know who could say that the account is yours.",
     "Diese Website weiß nicht, wer bestätigen könnte, dass das Konto Ihres ist."},
    {"This account can not sign in here", "Dieses Konto kann sich hier nicht anmelden"},
    {"Those who keep the account do not say where it signs in. Check that it is spelled right.",
     "Wer das Konto führt, sagt nicht, wo es sich anmeldet. Prüfen Sie, ob es richtig geschrieben ist."},
    {"Sign-in could not be completed", "Die Anmeldung konnte nicht abgeschlossen werden"},
    {"The answer of the sign-in service does not belong to a sign-in that was begun here. Please try again.",
     "Die Antwort des Anmeldedienstes gehört zu keiner Anmeldung, die hier begonnen wurde. Bitte versuchen Sie es noch "
     "einmal."},
    {"Sign-in took too long", "Die Anmeldung hat zu lange gedauert"},
    {"The time for this sign-in is over. Please try again.",
     "Die Zeit für diese Anmeldung ist abgelaufen. Bitte versuchen Sie es noch einmal."},
    {"The answer of the sign-in service was not one that can be trusted, so nobody was signed in. Please try again; if it "
     "happens again, tell the people who run this site.",
     "Der Antwort des Anmeldedienstes ist nicht zu trauen, darum wurde niemand angemeldet. Bitte versuchen Sie es noch "
     "einmal; geschieht es wieder, wenden Sie sich an die Betreiber der Website."},
    {"The sign-in service does not answer", "Der Anmeldedienst antwortet nicht"},
    {"Please try again in a few moments. Who is signed in already is not affected.",
     "Bitte versuchen Sie es gleich noch einmal. Wer schon angemeldet ist, ist nicht betroffen."},
    {"No more people can sign in right now", "Im Moment kann sich niemand mehr anmelden"},
    {"The server has no room for another session. Please try again in a minute or two. Who is signed in already is not "
     "affected.",
     "Der Server hat keinen Platz für eine weitere Sitzung. Bitte versuchen Sie es in ein, zwei Minuten noch einmal. Wer "
     "schon angemeldet ist, ist nicht betroffen."},
    {"Sign-in is not set up correctly", "Die Anmeldung ist nicht richtig eingerichtet"},
    {"The people who run this site can find the reason in the server's error log.",
     "Die Betreiber der Website finden den Grund im Fehlerprotokoll des Servers."},
    {"Something went wrong on our side", "Bei uns ist etwas schiefgegangen"},
    {"Try again", "Noch einmal versuchen"},
    {"This page is not for you", "Diese Seite ist nicht für Sie"},
    {"You are signed in, but the people who run this site have not given you access to this page.",
     "Sie sind angemeldet, aber die Betreiber der Website haben Ihnen keinen Zugriff auf diese Seite gegeben."},
    {"Sign in as somebody else", "Als jemand anderes anmelden"},
    {"The sign-in service has too much to say of {claim}, and did not send it. Please tell t"
     "he people who run this site.",
     "Der Anmeldedienst hat zu {claim} zu viel zu sagen und hat es nicht geschickt. Bitte sagen Sie es den Betreibern der Website."},
    {"What is required and not fulfilled", "Was verlangt wird und nicht erfüllt ist"},
    {"What the sign-in service told this site about you", "Was der Anmeldedienst dieser Website über Sie gesagt hat"},
    {"You are signed in, but not in the way that this page requires.",
     "Sie sind angemeldet, aber nicht so, wie diese Seite es verlangt."},
    {"It requires a sign-in of the last {count} days.", "Sie verlangt eine Anmeldung aus den letzten {count} Tagen."},
    {"It requires a sign-in of the last {count} hours.", "Sie verlangt eine Anmeldung aus den letzten {count} Stunden."},
    {"It requires a sign-in of the last {count} minutes.", "Sie verlangt eine Anmeldung aus den letzten {count} Minuten."},
    {"It requires a sign-in of the last {count} seconds.", "Sie verlangt eine Anmeldung aus den letzten {count} Sekunden."},
    {"Yours was {count} days ago.", "Ihre war vor {count} Tagen."},
    {"Yours was {count} hours ago.", "Ihre war vor {count} Stunden."},
    {"Yours was {count} minutes ago.", "Ihre war vor {count} Minuten."},
    {"Yours was {count} seconds ago.", "Ihre war vor {count} Sekunden."},
    {"The time of yours can not be read.", "Die Zeit Ihrer Anmeldung ist nicht lesbar."},
    {"It requires a sign-in with {claim} {required}, and yours has no {claim}.",
     "Sie verlangt eine Anmeldung mit {claim} {required}, und Ihre hat kein {claim}."},
    {"It requires a sign-in with {claim} {required}, and yours has {claim} {present}.",
     "Sie verlangt eine Anmeldung mit {claim} {required}, und Ihre hat {claim} {present}."},
    {"The sign-in service was asked for it. Sign out to come back in another way.",
     "Der Anmeldedienst wurde darum gebeten. Melden Sie sich ab, um auf andere Weise wiederzukommen."},
    {"If it would be hard to write again, go back and copy it. Then sign in, and send it once more.",
     "Wäre es mühsam, alles neu zu schreiben, gehen Sie zurück und kopieren Sie es. Melden Sie sich dann an, und senden Sie"
     " es noch einmal."},
    {"What you sent was not saved", "Was Sie gesendet haben, wurde nicht gespeichert"},
    {"Your sign-in has ended, or there was none yet. If it would be hard to write again, go back and copy it. Then sign in,"
     " and send it once more.",
     "Ihre Anmeldung ist abgelaufen, oder es gab noch keine. Wäre es mühsam, alles neu zu schreiben, gehen Sie zurück und "
     "kopieren Sie es. Melden Sie sich dann an, und senden Sie es noch einmal."},
    {"What you did was not saved", "Was Sie getan haben, wurde nicht gespeichert"},
    {"Something else changed it in the same moment: perhaps you have the page open twice. Go back, reload the page, and do "
     "it once more.",
     "Etwas anderes hat es im selben Augenblick geändert: Vielleicht haben Sie die Seite zweimal offen. Gehen Sie zurück, "
     "laden Sie die Seite neu, und tun Sie es noch einmal."},
    {"Your session on this site ended just now. If it would be hard to write again, go back and copy it. Then reload the "
     "page, and do it once more.",
     "Ihre Sitzung auf dieser Website ist eben zu Ende gegangen. Wäre es mühsam, alles neu zu schreiben, gehen Sie zurück "
     "und kopieren Sie es. Laden Sie dann die Seite neu, und tun Sie es noch einmal."},
    {"The server has too much to do at the moment. Go back, and try it again in a few seconds.",
     "Der Server hat gerade zu viel zu tun. Gehen Sie zurück, und versuchen Sie es in ein paar Sekunden noch einmal."},
    {"Something is wrong with this page. The people who run this site can find the reason in the server's error log.",
     "Mit dieser Seite stimmt etwas nicht. Die Betreiber der Website finden den Grund im Fehlerprotokoll des Servers."},
    {"Back to the page", "Zurück zur Seite"},
    {"Nobody was signed out", "Niemand wurde abgemeldet"},
    {"This address is for pages of sign-in services.", "Diese Adresse ist für Seiten von Anmeldediensten."},
    {"This address takes logout tokens of the providers that sign people in here.",
     "Diese Adresse nimmt Abmelde-Token der Anbieter an, die Personen hier anmelden."},
    {"Reason:", "Grund:"},
    {"Request:", "Anfrage:"},
    /* on the way */
    {"Choose where to sign in", "Anmeldedienst wählen"},
    {"This site lets several services sign people in. Choose the one that knows you.",
     "Auf dieser Website können Sie sich über mehrere Dienste anmelden. Wählen Sie den, der Sie kennt."},
    {"Signing you in", "Sie werden angemeldet"},
    {"One moment, please.", "Einen Augenblick, bitte."},
    {"Continue", "Weiter"},
    {"The answer of the sign-in service is in a part of the address that only your browser sees, and a script of this page "
     "has to pass it on. Allow JavaScript for this site, and open the page you want to see once more.",
     "Die Antwort des Anmeldedienstes steht in einem Teil der Adresse, den nur Ihr Browser sieht, und ein Skript dieser "
     "Seite muss sie weitergeben. Erlauben Sie JavaScript für diese Website, und öffnen Sie die gewünschte Seite noch "
     "einmal."},
    {"To the start page", "Zur Startseite"},
    /* signing out */
    {"Sign in", "Anmelden"},
    {"Sign out", "Abmelden"},
    {"Sign out?", "Abmelden?"},
    {"You are signed in as {user}.", "Sie sind als {user} angemeldet."},
    {"Stay signed in", "Angemeldet bleiben"},
    {"You are signed out", "Sie sind abgemeldet"},
    {"Your session on this site has ended.", "Ihre Sitzung auf dieser Website ist beendet."},
    /* lists of sessions */
    {"Where you are signed in", "Wo Sie angemeldet sind"},
    {"You are signed in to this site here. End what you do not know: that browser has to sign in again.",
     "Hier sind Sie auf dieser Website angemeldet. Beenden Sie, was Sie nicht kennen: Jener Browser muss sich dann neu "
     "anmelden."},
    {"Sessions of this site", "Sitzungen dieser Website"},
    {"this browser", "dieser Browser"},
    {"{browser} on {system}", "{browser} auf {system}"},
    {"An unknown browser", "Ein unbekannter Browser"},
    {"An unknown browser on {system}", "Ein unbekannter Browser auf {system}"},
    {"{address}, signed in with {provider}", "{address}, angemeldet mit {provider}"},
    {"First seen {first}, last seen {last}", "Zuerst gesehen: {first}, zuletzt: {last}"},
    {"just now", "gerade eben"},
    {"1 minute ago", "vor 1 Minute"},
    {"{count} minutes ago", "vor {count} Minuten"},
    {"1 hour ago", "vor 1 Stunde"},
    {"{count} hours ago", "vor {count} Stunden"},
    {"{count} days ago", "vor {count} Tagen"},
    {"End", "Beenden"},
    {"End the session of {agent} at {address}", "Sitzung von {agent} bei {address} beenden"},
    {"End all others", "Alle anderen beenden"},
    {"End 1 session", "1 Sitzung beenden"},
    {"End all {count} sessions", "Alle {count} Sitzungen beenden"},
    {"End everybody's", "Die Sitzungen aller beenden"},
    {"All have to sign in again, and you, too, if you came by one of these sessions.",
     "Alle müssen sich neu anmelden, auch Sie, wenn Sie mit einer dieser Sitzungen hier sind."},
    {"1 session in all.", "Insgesamt 1 Sitzung."},
    {"{count} sessions in all.", "Insgesamt {count} Sitzungen."},
    {"1 session of that kind.", "1 passende Sitzung."},
    {"{count} sessions of that kind.", "{count} passende Sitzungen."},
    {"Show all", "Alle zeigen"},
    {"Show", "Zeigen"},
    {"Older sessions", "Ältere Sitzungen"},
    {"User", "Benutzer"},
    {"Provider", "Anbieter"},
    {"Address", "Adresse"},
    {"Your browser sent another cookie than ours", "Ihr Browser hat ein anderes Cookie als unseres geschickt"},
    {"A cookie of the same name came instead of the one this site gave your browser: another site of the same domain "
     "may have set it, or you began in another browser. Delete the cookies of this site, and try again.",
     "Statt des Cookies, das diese Website Ihrem Browser gegeben hat, kam ein anderes mit demselben Namen: Eine "
     "andere Website derselben Domain hat es vielleicht gesetzt, oder Sie haben in einem anderen Browser begonnen. "
     "Löschen Sie die Cookies dieser Website, und versuchen Sie es noch einmal."},
    {"This site gives its cookies to https only, and your browser came here without it. Open the page with https:// "
     "in front of its address; if that does not work, tell the people who run this site.",
     "Diese Website gibt ihre Cookies nur über https heraus, und Ihr Browser kam ohne https hierher. Öffnen Sie die "
     "Seite mit https:// am Anfang ihrer Adresse; wenn das nicht geht, sagen Sie es den Betreibern der Website."},
    {"This site has more than one name, and our cookie was for another one than that in the address of this page. "
     "Begin once more by the site's usual address; if it happens again, tell the people who run this site.",
     "Diese Website hat mehr als einen Namen, und unser Cookie galt für einen anderen als den in der Adresse dieser "
     "Seite. Beginnen Sie noch einmal mit der üblichen Adresse der Website; wenn es wieder geschieht, sagen Sie es "
     "den Betreibern der Website."},
    {"The time for this sign-in is over. Please try again. If you were quick, the clocks of this site's servers do "
     "not agree: tell the people who run it.",
     "Die Zeit für diese Anmeldung ist abgelaufen. Bitte versuchen Sie es noch einmal. Wenn Sie schnell waren, gehen "
     "die Uhren der Server dieser Website verschieden: Sagen Sie es ihren Betreibern."},
    {"Two clocks do not agree", "Zwei Uhren gehen verschieden"},
    {"By the clock of this site the answer of the sign-in service is too old, so nobody was signed in. Please try "
     "again; if it happens again, one of the two clocks is wrong: tell the people who run this site.",
     "Nach der Uhr dieser Website ist die Antwort des Anmeldedienstes zu alt, deshalb wurde niemand angemeldet. Bitte "
     "versuchen Sie es noch einmal; wenn es wieder geschieht, geht eine der beiden Uhren falsch: Sagen Sie es den "
     "Betreibern der Website."},
    {"By the clock of this site the answer of the sign-in service is of a time to come, so nobody was signed in. One "
     "of the two clocks is wrong: tell the people who run this site.",
     "Nach der Uhr dieser Website stammt die Antwort des Anmeldedienstes aus der Zukunft, deshalb wurde niemand "
     "angemeldet. Eine der beiden Uhren geht falsch: Sagen Sie es den Betreibern der Website."},
    {"What was sent here was not passed on", "Was hier gesendet wurde, wurde nicht weitergegeben"},
    {"It was kept for who was signed in before, and you have signed in as somebody else. Nothing of it has reached "
     "the site.",
     "Es wurde für die Person aufbewahrt, die vorher angemeldet war, und Sie haben sich als jemand anderes "
     "angemeldet. Nichts davon hat die Website erreicht."},
    {NULL, NULL},
};

const oas_words_t oas_words_de = {.tag = "de", .rows = rows};
