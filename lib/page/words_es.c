/* SPDX-License-Identifier: Apache-2.0 */
/* Spanish. */
#include "page/words.h"

static const oas_word_t rows[] = {
    /* what happened */
    {"Sign-in was cancelled", "Se canceló el inicio de sesión"},
    {"The sign-in service says that access was not granted. If that was not what you wanted, try again.",
     "El servicio de inicio de sesión indica que no se concedió el acceso. Si no era lo que quería, inténtelo de nuevo."},
    {"This account may not sign in here", "Esta cuenta no puede iniciar sesión aquí"},
    {"The sign-in service knows you, but this site is for others only. Try again with another account, or ask the people "
     "who run this site.",
     "El servicio de inicio de sesión le conoce, pero este sitio es solo para otras personas. Inténtelo con otra cuenta o "
     "pregunte a los responsables de este sitio."},
    {"Your browser did not send our cookie back", "Su navegador no devolvió nuestra cookie"},
    {"To sign in, your browser has to keep a small cookie of this site for a few minutes, and this time it did not come "
     "back. Allow cookies for this site, or open the page in the browser in which you began, and try again.",
     "Para iniciar sesión, su navegador debe conservar una pequeña cookie de este sitio durante unos minutos, y esta vez no"
     " volvió. Permita las cookies de este sitio o abra la página en el navegador en el que empezó, e inténtelo de nuevo."},
    {"You signed in more than once within a minute, and each time your browser came back without the cookie that says so. "
     "Allow cookies for this site, and try again in a minute.",
     "Inició sesión más de una vez en un minuto, y cada vez su navegador volvió sin la cookie que lo confirma. Permita las "
     "cookies de este sitio e inténtelo de nuevo dentro de un minuto."},
    {"The sign-in service can not sign you in as this site asks",
     "El servicio no puede iniciar su sesión como lo pide este sitio"},
    {"This site asks for a stronger sign-in than the service has for you. Try again with another account or another device,"
     " or tell the people who run this site.",
     "Este sitio pide un inicio de sesión más seguro que el que el servicio tiene para usted. Inténtelo con otra cuenta u "
     "otro dispositivo, o avise a los responsables de este sitio."},
    {"A stronger sign-in is needed", "Se necesita un inicio de sesión más seguro"},
    {"The page you want to see is for people who signed in lately, or in a safer way. You were just asked to, and the sign-"
     "in service did not do what this site asked of it. Try again; if it happens again, tell the people who run this site.",
     "La página que desea ver es para quienes iniciaron sesión hace poco o de una forma más segura. Se le acaba de pedir, "
     "pero el servicio no hizo lo que este sitio le pidió. Inténtelo de nuevo; si vuelve a ocurrir, avise a los "
     "responsables de este sitio."},
    {"This sign-in is over", "Este inicio de sesión ya terminó"},
    {"The address you opened belongs to a sign-in that was finished before. Go on to the page to sign in anew.",
     "La dirección que abrió pertenece a un inicio de sesión que ya había terminado. Continúe a la página para iniciar "
     "sesión de nuevo."},
    {"Too many people are signing in right now", "Hay demasiadas personas iniciando sesión en este momento"},
    {"Please try again in a few seconds. Who is signed in already is not affected.",
     "Inténtelo de nuevo en unos segundos. No afecta a quienes ya han iniciado sesión."},
    {"Nobody can sign in just now", "Ahora mismo nadie puede iniciar sesión"},
    {"The people who run this site have stopped sign-ins for a while. Please try again later.",
     "Los responsables de este sitio han detenido los inicios de sesión por un tiempo. Inténtelo de nuevo más tarde."},
    {"This address is a step of signing in", "Esta dirección es un paso del inicio de sesión"},
    {"It has no use by itself. Open the page you want to see; if it asks you to sign in, it brings you back.",
     "Por sí sola no sirve de nada. Abra la página que desea ver; si le pide iniciar sesión, después le devolverá a ella."},
    {"The sign-in service refused", "El servicio de inicio de sesión lo rechazó"},
    {"It answered with an error instead of signing you in. Please try again; if it happens again, tell the people who run "
     "this site.",
     "Respondió con un error en lugar de iniciar su sesión. Inténtelo de nuevo; si vuelve a ocurrir, avise a los "
     "responsables de este sitio."},
    {"It did not accept this site's request, so you were not sent there. The people who run this site can find the reason "
     "in the server's error log.",
     "No aceptó la solicitud de este sitio, por lo que no se le envió allí. Los responsables de este sitio encontrarán el "
     "motivo en el registro de errores del servidor."},
    {"It did not accept this site's request, so nobody was signed in. The people who run this site can find the reason in "
     "the server's error log.",
     "No aceptó la solicitud de este sitio, por lo que no se inició ninguna sesión. Los responsables de este sitio "
     "encontrarán el motivo en el registro de errores del servidor."},
    {"Your account is too large for this site", "Su cuenta es demasiado grande para este sitio"},
    {"The sign-in service says more about you than this site can keep, so you were not signed in. Please tell the people "
     "who run this site: they can make room for it, or ask for less.",
     "El servicio dice más sobre usted de lo que este sitio puede guardar, por lo que no se inició su sesión. Avise a los "
     "responsables de este sitio: pueden hacer sitio o pedir menos datos."},
    {"The sign-in service says more about you than this site can keep, so you were not signed in. Please tell the people "
     "who run this site: they can ask for less.",
     "El servicio dice más sobre usted de lo que este sitio puede guardar, por lo que no se inició su sesión. Avise a los "
     "responsables de este sitio: pueden pedir menos datos."},
    {"You are signed in on too many devices", "Tiene la sesión iniciada en demasiados dispositivos"},
    {"This site lets everybody be signed in a few times only, and you are already, on other devices or in other browsers. "
     "Sign out there, or wait until you are signed out there, and try again.",
     "Este sitio solo permite unas pocas sesiones por persona, y usted ya las tiene en otros dispositivos o navegadores. "
     "Cierre la sesión allí, o espere a que se cierre, e inténtelo de nuevo."},
    {"Nothing has happened", "No ha pasado nada"},
    {"What you sent did not come from a page of this site. Open the page once more and try again.",
     "Lo que envió no venía de una página de este sitio. Abra la página otra vez e inténtelo de nuevo."},
    {"The page was open for more than an hour, or you have signed in anew since. Open it once more and try again.",
     "La página estuvo abierta más de una hora, o usted ha vuelto a iniciar sesión desde entonces. Ábrala otra vez e "
     "inténtelo de nuevo."},
    {"It was not clear which sessions were meant.", "No estaba claro a qué sesiones se refería."},
    {"There is no such page of the list", "Esa página de la lista no existe"},
    {"Begin at its first page.", "Empiece por la primera página."},
    {"This link does not work", "Este enlace no funciona"},
    {"Something in the link you followed is not as it should be, so you were not sent to the sign-in service.",
     "Algo en el enlace que siguió no es correcto, por lo que no se le envió al servicio de inicio de sesión."},
    {"There is no such sign-in service here", "Aquí no existe ese servicio de inicio de sesión"},
    {"The link you followed names a sign-in service that this site does not know.",
     "El enlace que siguió nombra un servicio de inicio de sesión que este sitio no conoce."},
    {"This is no account", "Esto no es una cuenta"},
    {"Type it as you would type an address of a mail, or as the address of your page.",
     "Escríbala como una dirección de correo o como la dirección de su página."},
    {"Accounts of this kind can not sign in here", "Las cuentas de este tipo no pueden iniciar sesión aquí"},
    {"This site does not know who could say that the account is yours.",
     "Este sitio no sabe quién podría confirmar que la cuenta es suya."},
    {"This account can not sign in here", "Esta cuenta no consigue iniciar sesión aquí"},
    {"Those who keep the account do not say where it signs in. Check that it is spelled right.",
     "Quienes gestionan la cuenta no indican dónde inicia sesión. Compruebe que esté bien escrita."},
    {"Sign-in could not be completed", "No se pudo completar el inicio de sesión"},
    {"The answer of the sign-in service does not belong to a sign-in that was begun here. Please try again.",
     "La respuesta del servicio no corresponde a ningún inicio de sesión empezado aquí. Inténtelo de nuevo."},
    {"Sign-in took too long", "El inicio de sesión tardó demasiado"},
    {"The time for this sign-in is over. Please try again.",
     "El tiempo para este inicio de sesión se ha agotado. Inténtelo de nuevo."},
    {"The answer of the sign-in service was not one that can be trusted, so nobody was signed in. Please try again; if it "
     "happens again, tell the people who run this site.",
     "La respuesta del servicio no era de fiar, por lo que no se inició ninguna sesión. Inténtelo de nuevo; si vuelve a "
     "ocurrir, avise a los responsables de este sitio."},
    {"The sign-in service does not answer", "El servicio de inicio de sesión no responde"},
    {"Please try again in a few moments. Who is signed in already is not affected.",
     "Inténtelo de nuevo dentro de un momento. No afecta a quienes ya han iniciado sesión."},
    {"No more people can sign in right now", "En este momento no pueden iniciar sesión más personas"},
    {"The server has no room for another session. Please try again in a minute or two. Who is signed in already is not "
     "affected.",
     "El servidor no tiene sitio para otra sesión. Inténtelo de nuevo en uno o dos minutos. No afecta a quienes ya han "
     "iniciado sesión."},
    {"Sign-in is not set up correctly", "El inicio de sesión no está bien configurado"},
    {"The people who run this site can find the reason in the server's error log.",
     "Los responsables de este sitio encontrarán el motivo en el registro de errores del servidor."},
    {"Something went wrong on our side", "Algo ha fallado por nuestra parte"},
    {"Try again", "Intentarlo de nuevo"},
    {"This page is not for you", "Esta página no es para usted"},
    {"You are signed in, but the people who run this site have not given you access to this page.",
     "Ha iniciado sesión, pero los responsables de este sitio no le han dado acceso a esta página."},
    {"Sign in as somebody else", "Entrar como otra persona"},
    {"The sign-in service has too much to say of {claim}, and did not send it. Please tell t"
     "he people who run this site.",
     "El servicio de inicio de sesión tiene demasiado que decir de {claim} y no lo envió. Avise a los responsables de este sitio."},
    {"What is required and not fulfilled", "Lo que se exige y no se cumple"},
    {"What the sign-in service told this site about you", "Lo que el servicio de inicio de sesión dijo de usted a este sitio"},
    {"You are signed in, but not in the way that this page requires.",
     "Ha iniciado sesión, pero no como lo exige esta página."},
    {"It requires a sign-in of the last {count} days.", "Exige haber iniciado sesión en los últimos {count} días."},
    {"It requires a sign-in of the last {count} hours.", "Exige haber iniciado sesión en las últimas {count} horas."},
    {"It requires a sign-in of the last {count} minutes.", "Exige haber iniciado sesión en los últimos {count} minutos."},
    {"It requires a sign-in of the last {count} seconds.", "Exige haber iniciado sesión en los últimos {count} segundos."},
    {"Yours was {count} days ago.", "La suya fue hace {count} días."},
    {"Yours was {count} hours ago.", "La suya fue hace {count} horas."},
    {"Yours was {count} minutes ago.", "La suya fue hace {count} minutos."},
    {"Yours was {count} seconds ago.", "La suya fue hace {count} segundos."},
    {"The time of yours can not be read.", "No se puede leer el momento de la suya."},
    {"It requires a sign-in with {claim} {required}, and yours has no {claim}.",
     "Exige un inicio de sesión con {claim} {required}, y el suyo no tiene {claim}."},
    {"It requires a sign-in with {claim} {required}, and yours has {claim} {present}.",
     "Exige un inicio de sesión con {claim} {required}, y el suyo tiene {claim} {present}."},
    {"The sign-in service was asked for it. Sign out to come back in another way.",
     "Se le pidió al servicio de inicio de sesión. Cierre la sesión para volver de otra manera."},
    {"If it would be hard to write again, go back and copy it. Then sign in, and send it once more.",
     "Si le costaría escribirlo otra vez, vuelva atrás y cópielo. Después inicie sesión y envíelo de nuevo."},
    {"What you sent was not saved", "Lo que envió no se ha guardado"},
    {"Your sign-in has ended, or there was none yet. If it would be hard to write again, go back and copy it. Then sign in,"
     " and send it once more.",
     "Su sesión ha terminado, o aún no había ninguna. Si le costaría escribirlo otra vez, vuelva atrás y cópielo. Después "
     "inicie sesión y envíelo de nuevo."},
    {"What you did was not saved", "Lo que hizo no se ha guardado"},
    {"Something else changed it in the same moment: perhaps you have the page open twice. Go back, reload the page, and do "
     "it once more.",
     "Otra cosa lo cambió en el mismo momento: quizá tenga la página abierta dos veces. Vuelva atrás, recargue la página y "
     "hágalo de nuevo."},
    {"Your session on this site ended just now. If it would be hard to write again, go back and copy it. Then reload the "
     "page, and do it once more.",
     "Su sesión en este sitio acaba de terminar. Si le costaría escribirlo otra vez, vuelva atrás y cópielo. Después "
     "recargue la página y hágalo de nuevo."},
    {"The server has too much to do at the moment. Go back, and try it again in a few seconds.",
     "El servidor está demasiado ocupado en este momento. Vuelva atrás e inténtelo de nuevo en unos segundos."},
    {"Something is wrong with this page. The people who run this site can find the reason in the server's error log.",
     "Algo no está bien en esta página. Los responsables de este sitio encontrarán el motivo en el registro de errores del "
     "servidor."},
    {"Back to the page", "Volver a la página"},
    {"Nobody was signed out", "No se cerró ninguna sesión"},
    {"This address is for pages of sign-in services.", "Esta dirección es para páginas de servicios de inicio de sesión."},
    {"This address takes logout tokens of the providers that sign people in here.",
     "Esta dirección recibe los avisos de cierre de sesión de los proveedores que usa este sitio."},
    {"Reason:", "Motivo:"},
    {"Request:", "Solicitud:"},
    /* on the way */
    {"Choose where to sign in", "Elija dónde iniciar sesión"},
    {"This site lets several services sign people in. Choose the one that knows you.",
     "En este sitio puede iniciar sesión con varios servicios. Elija aquel en el que tiene una cuenta."},
    {"Signing you in", "Iniciando su sesión"},
    {"One moment, please.", "Un momento, por favor."},
    {"Continue", "Continuar"},
    {"The answer of the sign-in service is in a part of the address that only your browser sees, and a script of this page "
     "has to pass it on. Allow JavaScript for this site, and open the page you want to see once more.",
     "La respuesta del servicio está en una parte de la dirección que solo ve su navegador, y un script de esta página debe"
     " transmitirla. Permita JavaScript en este sitio y abra de nuevo la página que desea ver."},
    {"To the start page", "Ir a la página de inicio"},
    /* signing out */
    {"Sign in", "Iniciar sesión"},
    {"Sign out", "Cerrar sesión"},
    {"Sign out?", "¿Cerrar sesión?"},
    {"You are signed in as {user}.", "Ha iniciado sesión como {user}."},
    {"Stay signed in", "Seguir con la sesión"},
    {"You are signed out", "Ha cerrado la sesión"},
    {"Your session on this site has ended.", "Su sesión en este sitio ha terminado."},
    /* lists of sessions */
    {"Where you are signed in", "Dónde ha iniciado sesión"},
    {"You are signed in to this site here. End what you do not know: that browser has to sign in again.",
     "Aquí tiene sesión iniciada en este sitio. Termine lo que no reconozca: ese navegador tendrá que iniciar sesión de "
     "nuevo."},
    {"Sessions of this site", "Sesiones de este sitio"},
    {"this browser", "este navegador"},
    {"{browser} on {system}", "{browser} en {system}"},
    {"An unknown browser", "Un navegador desconocido"},
    {"An unknown browser on {system}", "Un navegador desconocido en {system}"},
    {"{address}, signed in with {provider}", "{address}, con sesión iniciada en {provider}"},
    {"First seen {first}, last seen {last}", "Visto por primera vez: {first}, por última vez: {last}"},
    {"just now", "ahora mismo"},
    {"1 minute ago", "hace 1 minuto"},
    {"{count} minutes ago", "hace {count} minutos"},
    {"1 hour ago", "hace 1 hora"},
    {"{count} hours ago", "hace {count} horas"},
    {"{count} days ago", "hace {count} días"},
    {"End", "Terminar"},
    {"End the session of {agent} at {address}", "Terminar la sesión de {agent} en {address}"},
    {"End all others", "Terminar todas las demás"},
    {"End 1 session", "Terminar 1 sesión"},
    {"End all {count} sessions", "Terminar las {count} sesiones"},
    {"End everybody's", "Terminar las de todos"},
    {"All have to sign in again, and you, too, if you came by one of these sessions.",
     "Todos tendrán que iniciar sesión de nuevo, también usted si entró con una de estas sesiones."},
    {"1 session in all.", "1 sesión en total."},
    {"{count} sessions in all.", "{count} sesiones en total."},
    {"1 session of that kind.", "1 sesión de ese tipo."},
    {"{count} sessions of that kind.", "{count} sesiones de ese tipo."},
    {"Show all", "Mostrar todas"},
    {"Show", "Mostrar"},
    {"Older sessions", "Sesiones más antiguas"},
    {"User", "Usuario"},
    {"Provider", "Proveedor"},
    {"Address", "Dirección"},
    {"Your browser sent another cookie than ours", "Su navegador envió una cookie distinta de la nuestra"},
    {"A cookie of the same name came instead of the one this site gave your browser: another site of the same domain "
     "may have set it, or you began in another browser. Delete the cookies of this site, and try again.",
     "En lugar de la cookie que este sitio dio a su navegador llegó otra con el mismo nombre: quizá la puso otro "
     "sitio del mismo dominio, o usted empezó en otro navegador. Borre las cookies de este sitio e inténtelo de nuevo."},
    {"This site gives its cookies to https only, and your browser came here without it. Open the page with https:// "
     "in front of its address; if that does not work, tell the people who run this site.",
     "Este sitio solo entrega sus cookies por https, y su navegador llegó sin él. Abra la página con https:// delante "
     "de su dirección; si no funciona, avise a los responsables de este sitio."},
    {"This site has more than one name, and our cookie was for another one than that in the address of this page. "
     "Begin once more by the site's usual address; if it happens again, tell the people who run this site.",
     "Este sitio tiene más de un nombre, y nuestra cookie era para otro distinto del que aparece en la dirección de "
     "esta página. Empiece de nuevo por la dirección habitual del sitio; si vuelve a ocurrir, avise a los "
     "responsables de este sitio."},
    {"The time for this sign-in is over. Please try again. If you were quick, the clocks of this site's servers do "
     "not agree: tell the people who run it.",
     "El tiempo para este inicio de sesión ha terminado. Inténtelo de nuevo. Si fue rápido, los relojes de los "
     "servidores de este sitio no coinciden: avise a sus responsables."},
    {"Two clocks do not agree", "Dos relojes no coinciden"},
    {"By the clock of this site the answer of the sign-in service is too old, so nobody was signed in. Please try "
     "again; if it happens again, one of the two clocks is wrong: tell the people who run this site.",
     "Según el reloj de este sitio la respuesta del servicio de inicio de sesión es demasiado antigua, así que no se "
     "inició ninguna sesión. Inténtelo de nuevo; si vuelve a ocurrir, uno de los dos relojes va mal: avise a los "
     "responsables de este sitio."},
    {"By the clock of this site the answer of the sign-in service is of a time to come, so nobody was signed in. One "
     "of the two clocks is wrong: tell the people who run this site.",
     "Según el reloj de este sitio la respuesta del servicio de inicio de sesión es de un momento futuro, así que no "
     "se inició ninguna sesión. Uno de los dos relojes va mal: avise a los responsables de este sitio."},
    {"What was sent here was not passed on", "Lo que se envió aquí no se ha entregado"},
    {"It was kept for who was signed in before, and you have signed in as somebody else. Nothing of it has reached "
     "the site.",
     "Se guardó para la persona que había iniciado sesión antes, y usted ha entrado como otra persona. Nada de ello "
     "ha llegado al sitio."},
    {NULL, NULL},
};

const oas_words_t oas_words_es = {.tag = "es", .rows = rows};
